// Keyboard: an element with data-key="n" is focused, or pressed if it is a link or a button,
// by that key; the search field has data-key="/". "?" opens the list of keys (dialog#keys).
// Keys do nothing while somebody types, and a box [data-keys-off] turns them off for good
// (WCAG 2.2, 2.1.4).

const OFF = "focalpoint.keys-off";

export function shortcuts(root: Document): void {
  const box = root.querySelector<HTMLInputElement>("input[data-keys-off]");
  if (box) {
    box.checked = off();
    box.addEventListener("change", () => remember(box.checked));
  }
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || off()) return;
    if (event.key === "Escape" && root.activeElement instanceof HTMLInputElement) {
      root.activeElement.blur();
      return;
    }
    if (typing(root.activeElement) || root.querySelector("dialog[open]")) return;
    const target = targetOf(root, event.key);
    if (!target) return;
    event.preventDefault();
    act(target);
  });
}

function targetOf(root: Document, key: string): HTMLElement | null {
  if (key.length !== 1) return null;
  const own = Array.from(root.querySelectorAll<HTMLElement>("[data-key]")).find((e) => e.dataset.key === key);
  return own ?? (key === "?" ? root.querySelector("dialog#keys") : null);
}

function act(target: HTMLElement): void {
  if (target instanceof HTMLDialogElement) target.showModal();
  else if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
    target.focus();
    target.select();
  } else if (target instanceof HTMLAnchorElement || target instanceof HTMLButtonElement) target.click();
  else target.focus();
}

function typing(e: Element | null): boolean {
  if (e instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(e.type);
  return e instanceof HTMLTextAreaElement || e instanceof HTMLSelectElement || (e instanceof HTMLElement && e.isContentEditable);
}

function off(): boolean {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function remember(on: boolean): void {
  try {
    localStorage.setItem(OFF, on ? "1" : "0");
  } catch {
    // a browser that keeps nothing: the choice holds for this page
  }
}
