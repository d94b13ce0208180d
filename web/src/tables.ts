// Tables on a narrow screen: the style sheet turns each row of a table.folds into a block, in
// which every value stands under the head of its column. The heads are copied into data-l
// here; the roles keep it a table for those who listen. Without scripts a table scrolls sideways.

export function foldingTables(root: ParentNode): void {
  root.querySelectorAll<HTMLTableElement>(".scroll > table").forEach((table) => {
    const heads = Array.from(table.tHead?.rows[0]?.cells ?? []).map((c) => c.textContent?.trim() ?? "");
    if (heads.length < 3 || table.classList.contains("folds")) return;
    table.classList.add("folds");
    role(table, "table");
    table.querySelectorAll("thead, tbody").forEach((e) => role(e, "rowgroup"));
    for (const row of Array.from(table.rows)) {
      role(row, "row");
      let column = 0;
      for (const cell of Array.from(row.cells)) {
        const head = cell.tagName === "TH" ? (cell.scope === "row" ? "rowheader" : "columnheader") : "cell";
        role(cell, head);
        if (cell.colSpan === 1 && cell.parentElement?.parentElement?.tagName !== "THEAD") {
          if (heads[column] && column > 0) cell.dataset.l = heads[column];
          if (cell.childElementCount === 0 && cell.textContent?.trim() === "") cell.replaceChildren();
        }
        column += cell.colSpan;
      }
    }
  });
}

function role(e: Element, name: string): void {
  if (!e.hasAttribute("role")) e.setAttribute("role", name);
}
