// The mark notation as places, for the boxes of an entry (doc/notation.md). What the boxes cannot show
// (a range, a "none of these") is kept as it was written.

export interface Sign {
  sign: string;
  sure?: number; // per cent; without it the sign is one of several, none preferred
}

// A Place is one sign of a mark: no signs is a place nobody could read.
export interface Place {
  signs: Sign[];
  run?: boolean; // any number of signs is lost here
  raw?: string; // notation that has no box of its own
}

export interface Notation {
  exact: boolean;
  places: Place[];
  errors: string; // at most so many reading errors
  by: string; // how it was read
  rest: string; // other hints and fields of the line, as written
}

const unknown = "?？؟";
const lost = "*＊٭";

// read takes a text apart.
export function read(text: string): Notation {
  const n: Notation = { exact: false, places: [], errors: "", by: "", rest: "" };
  let left = text.trim();
  n.exact = left.startsWith("=");
  if (n.exact) left = left.slice(1);
  left = left.replace(/(^|\s)([a-z]{2,}):("[^"]*"|[^\s}]*)(?=\s|$)/gi, (all, _, name: string, value: string) => {
    if (name.toLowerCase() === "by") n.by = value;
    else n.rest += " " + all.trim();
    return "";
  });
  left = left.replace(/\s*~(\d?)\s*$/, (_, k: string) => ((n.errors = k), ""));
  n.places = places(left, n.exact);
  return n;
}

// places cuts what is left of the hints; separators are no places unless struck exactly.
export function places(text: string, exact = false): Place[] {
  const out: Place[] = [];
  const signs = Array.from(text.trim());
  for (let i = 0; i < signs.length; i++) {
    const close = exact ? undefined : { "[": "]", "{": "}" }[signs[i]];
    const end = close ? signs.indexOf(close, i) : -1;
    if (end > i) {
      out.push(group(signs.slice(i, end + 1).join("")));
      i = end;
    } else if (exact) out.push({ signs: [{ sign: signs[i] }] });
    else if (unknown.includes(signs[i])) out.push({ signs: [] });
    else if (lost.includes(signs[i])) out.push({ signs: [], run: true });
    else if (signs[i].trim()) out.push({ signs: [{ sign: signs[i] }] });
  }
  return out;
}

// group reads what stands in brackets or braces.
function group(raw: string): Place {
  const inside = raw.slice(1, -1);
  if (raw.startsWith("[")) {
    if (/[-^]/.test(inside)) return { signs: [], raw };
    return { signs: Array.from(inside.replace(/[\s,;]/g, "")).map((sign) => ({ sign })) };
  }
  const signs: Sign[] = [];
  for (const part of inside.split(/[,;\s]+/).filter(Boolean)) {
    const m = /^(.):(\d*\.?\d+)(%?)$/u.exec(part);
    if (!m) return { signs: [], raw };
    signs.push({ sign: m[1], sure: Math.round(Number(m[2]) * (m[3] ? 1 : 100)) });
  }
  return { signs };
}

// write is the way back.
export function write(n: Notation): string {
  const plain = n.places.every((p) => !p.raw && !p.run && p.signs.length === 1 && p.signs[0].sure === undefined);
  let out = n.exact && plain ? "=" : "";
  out += n.places.map(one).join("");
  if (n.errors) out += "~" + n.errors;
  if (n.by && n.places.length) out += " by:" + n.by;
  return out + n.rest;
}

function one(p: Place): string {
  if (p.raw) return p.raw;
  if (p.run) return "*";
  if (!p.signs.length) return "?";
  if (p.signs.some((s) => s.sure !== undefined)) return "{" + p.signs.map((s) => `${s.sign}:${share(s.sure ?? 0)}`).join(",") + "}";
  return p.signs.length === 1 ? p.signs[0].sign : "[" + p.signs.map((s) => s.sign).join("") + "]";
}

// share writes a per cent as the notation does: .7, .05, 1.
function share(percent: number): string {
  return String(percent / 100).replace(/^0\./, ".");
}

// shown is what the box of a place holds.
export function shown(p: Place): string {
  return p.raw ?? (p.run ? "*" : p.signs.map((s) => s.sign).join(""));
}
