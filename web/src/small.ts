// Small helps, each bound by a data attribute. They listen on the document, so that
// elements that come later work as well.

// confirms asks before a button with data-confirm="question" sends its form.
export function confirms(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = closest(event.target, "[data-confirm]");
    if (button && !window.confirm(button.getAttribute("data-confirm") ?? "")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
}

// copies puts the text of data-copy="#element" (or its value) on the clipboard and
// says so in the button for a moment with the text of data-copied.
export function copies(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = closest(event.target, "[data-copy]");
    if (!button) return;
    const source = root.querySelector(button.getAttribute("data-copy") || "#none");
    const text = source instanceof HTMLInputElement ? source.value : source?.textContent ?? "";
    void navigator.clipboard?.writeText(text.trim()).then(() => {
      const before = button.textContent;
      button.textContent = button.getAttribute("data-copied") ?? before;
      setTimeout(() => (button.textContent = before), 1500);
    });
  });
}

// prints opens the print dialog from a button with data-print, hidden without scripts.
export function prints(root: Document): void {
  root.addEventListener("click", (event) => {
    if (closest(event.target, "[data-print]")) window.print();
  });
}

// submitsOnChange sends the form of a choice with data-submit when it changes.
export function submitsOnChange(root: Document): void {
  root.addEventListener("change", (event) => {
    const field = closest(event.target, "[data-submit]");
    if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) field.form?.requestSubmit();
  });
}

// closest is Element.closest for whatever an event's target may be.
export function closest(target: EventTarget | null, selector: string): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(selector) : null;
}
