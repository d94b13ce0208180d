import java.io.*;
import java.lang.management.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.*;

/** Reads marks, then questions, from the standard input and answers with nanoseconds, a count and document numbers. */
public class Lucene {
  static final ThreadMXBean clock = ManagementFactory.getThreadMXBean();

  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
    Directory dir = new MMapDirectory(Paths.get(args[0]));
    int n = Integer.parseInt(in.readLine());
    long start = clock.getCurrentThreadCpuTime();
    IndexWriterConfig config = new IndexWriterConfig((Analyzer) null).setRAMBufferSizeMB(400).setMergeScheduler(new SerialMergeScheduler());
    try (IndexWriter w = new IndexWriter(dir, config)) {
      Document d = new Document();
      StringField f = new StringField("m", "", Field.Store.NO);
      NumericDocValuesField id = new NumericDocValuesField("id", 0);
      d.add(f);
      d.add(id);
      for (int i = 0; i < n; i++) {
        f.setStringValue(in.readLine());
        id.setLongValue(i);
        w.addDocument(d);
      }
      w.forceMerge(1);
    }
    long took = clock.getCurrentThreadCpuTime() - start;
    long size = 0;
    for (String name : dir.listAll()) size += dir.fileLength(name);
    DirectoryReader reader = DirectoryReader.open(dir);
    out.println(took + " " + size);
    out.flush();
    LeafReader leaf = reader.leaves().get(0).reader();
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    BooleanQuery.setMaxClauseCount(1 << 20);
    for (String line; (line = in.readLine()) != null; ) {
      String[] q = line.split(" ");
      Query query = query(q[0], q[1]);
      int most = Integer.parseInt(q[2]);
      List<Integer> docs = new ArrayList<>();
      int[] count = {0};
      start = clock.getCurrentThreadCpuTime();
      searcher.search(query, new SimpleCollector() {
        @Override public void collect(int doc) {
          if (docs.size() < most) docs.add(doc);
          count[0]++;
        }
        @Override public ScoreMode scoreMode() { return ScoreMode.COMPLETE_NO_SCORES; }
      });
      took = clock.getCurrentThreadCpuTime() - start;
      NumericDocValues ids = leaf.getNumericDocValues("id");
      Collections.sort(docs);
      StringBuilder b = new StringBuilder();
      b.append(took).append(' ').append(count[0]);
      for (int doc : docs) {
        ids.advanceExact(doc);
        b.append(' ').append(ids.longValue());
      }
      out.println(b);
      out.flush();
    }
  }

  static Query query(String kind, String text) {
    Term t = new Term("m", text);
    switch (kind) {
      case "term": return new ConstantScoreQuery(new TermQuery(t));
      case "wildcard": return new WildcardQuery(t);
      case "fuzzy1": return fuzzy(t, 1);
      case "fuzzy2": return fuzzy(t, 2);
      default: return new RegexpQuery(t);
    }
  }

  static Query fuzzy(Term t, int errors) {
    FuzzyQuery q = new FuzzyQuery(t, errors, 0, 50000, true);
    q.setRewriteMethod(MultiTermQuery.CONSTANT_SCORE_REWRITE);
    return q;
  }
}
