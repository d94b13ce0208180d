// Boxes for a mark: a field with data-mark gets a row of boxes beside it, one for each place of
// the mark, for what is easier said sign by sign: type one sign and go on; leave a box
// empty for an unknown sign; type several for "one of these"; * for any number. The field
// itself keeps the mark notation and may be typed in as before: both show the same.
// Texts come from the field: data-mark-open for the button, data-mark-place for the spoken name of a
// box, with {n} for its number.

interface Notation {
  exact: boolean;
  places: string[];
  tail: string;
}

// split cuts a text in the mark notation into its places.
export function split(text: string): Notation {
  const exact = text.startsWith("=");
  let rest = exact ? text.slice(1) : text;
  const tail = /(~\d)?(\s+script:\w+)?\s*$/.exec(rest)?.[0] ?? "";
  rest = rest.slice(0, rest.length - tail.length);
  const places: string[] = [];
  const signs = Array.from(rest);
  for (let i = 0; i < signs.length; i++) {
    const close = { "[": "]", "{": "}" }[signs[i]];
    const end = close && !exact ? signs.indexOf(close, i) : -1;
    if (end > i) {
      places.push(signs.slice(i, end + 1).join(""));
      i = end;
    } else if (exact || signs[i].trim() !== "") {
      places.push(signs[i]);
    }
  }
  return { exact, places, tail };
}

// join is the way back.
export function join(n: Notation): string {
  return (n.exact ? "=" : "") + n.places.join("") + n.tail;
}

// shown is what a box shows for a place, and typed is the place for what was typed.
export function shown(place: string): string {
  if (place === "?") return "";
  return place.startsWith("[") && !place.startsWith("[^") ? place.slice(1, -1) : place;
}

export function typed(text: string): string {
  const t = text.trim();
  if (t === "") return "?";
  if (Array.from(t).length === 1 || /^[[{].*[\]}]$/.test(t)) return t;
  return `[${t}]`;
}

export function markBoxes(root: ParentNode): void {
  root.querySelectorAll<HTMLInputElement>("input[data-mark]").forEach((field) => {
    if (field.dataset.markBound) return;
    field.dataset.markBound = "1";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = field.dataset.markOpen ?? "☐☐☐";
    const row = document.createElement("span");
    row.className = "markboxes";
    row.dir = "ltr";
    row.hidden = true;
    field.after(button, row);
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      row.hidden = !row.hidden;
      button.setAttribute("aria-expanded", String(!row.hidden));
      draw(field, row);
      if (!row.hidden) boxes(row)[0]?.focus();
    });
    field.addEventListener("input", () => {
      if (!row.hidden && document.activeElement === field) draw(field, row);
    });
  });
}

function boxes(row: HTMLElement): HTMLInputElement[] {
  return Array.from(row.querySelectorAll("input"));
}

// draw makes one box for each place and an empty one to go on with.
function draw(field: HTMLInputElement, row: HTMLElement): void {
  const n = split(field.value);
  row.replaceChildren(...[...n.places, ""].map((place, i) => {
    const box = document.createElement("input");
    box.value = place === "" ? "" : shown(place);
    box.size = Math.max(1, Array.from(box.value).length);
    box.autocomplete = "off";
    box.setAttribute("aria-label", (field.dataset.markPlace ?? "{n}").replace("{n}", String(i + 1)));
    if (place !== "" && box.value === "") box.placeholder = "?";
    box.addEventListener("input", () => read(field, row, box));
    box.addEventListener("keydown", (event) => walk(event, field, row, box));
    return box;
  }));
}

// read puts the boxes together into the field; empty boxes at the end are no places.
function read(field: HTMLInputElement, row: HTMLElement, box: HTMLInputElement): void {
  const all = boxes(row);
  const values = all.map((b) => b.value);
  while (values.length > 0 && values[values.length - 1].trim() === "" && all[values.length - 1].placeholder === "") values.pop();
  const n = split(field.value);
  field.value = join({ ...n, places: values.map(typed) });
  field.dispatchEvent(new Event("input", { bubbles: true }));
  box.size = Math.max(1, Array.from(box.value).length);
  if (box === all[all.length - 1] && box.value !== "") {
    draw(field, row);
    boxes(row)[all.length - 1].focus();
  }
}

// walk: the arrow keys and the space bar go from box to box; Backspace in an empty box removes it.
function walk(event: KeyboardEvent, field: HTMLInputElement, row: HTMLElement, box: HTMLInputElement): void {
  const all = boxes(row);
  const i = all.indexOf(box);
  let to = -1;
  if (event.key === "ArrowRight" && box.selectionEnd === box.value.length) to = i + 1;
  else if (event.key === "ArrowLeft" && box.selectionStart === 0) to = i - 1;
  else if (event.key === " ") {
    if (box.value === "") {
      box.placeholder = "?";
      read(field, row, box);
      draw(field, row);
    }
    to = i + 1;
  } else if (event.key === "Backspace" && box.value === "" && i > 0) {
    const n = split(field.value);
    n.places.splice(Math.min(i, n.places.length) - (i < n.places.length ? 0 : 1), 1);
    field.value = join(n);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    draw(field, row);
    to = i - 1;
  }
  const target = boxes(row)[to];
  if (target) {
    event.preventDefault();
    target.focus();
    target.select();
  }
}
