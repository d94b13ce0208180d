// The script of every page: htmx for forms that answer in place, and what makes the
// pages quick at a keyboard. Everything here adds to pages that work without it.
import htmx from "htmx.org";
import { confirms, copies, prints, submitsOnChange } from "./small";
import { shortcuts } from "./shortcuts";
import { repeats } from "./repeat";
import { drafts } from "./draft";
import { markBoxes } from "./markbox";
import { foldingTables } from "./tables";

const w = window as unknown as { htmx: unknown };
w.htmx = htmx;

shortcuts(document);
confirms(document);
copies(document);
prints(document);
submitsOnChange(document);
repeats(document);
drafts(document);
markBoxes(document);
foldingTables(document);

// What htmx or a repeated block puts into the page is treated the same.
new MutationObserver((changes) => {
  for (const change of changes) {
    change.addedNodes.forEach((node) => {
      if (!(node instanceof HTMLElement)) return;
      markBoxes(node);
      foldingTables(node);
    });
  }
}).observe(document.body, { childList: true, subtree: true });

document.documentElement.classList.add("js");
