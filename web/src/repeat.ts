// Repeating blocks of a form: several items in a seizure, several marks on an item.
//
//   <div data-repeat="item">
//     <fieldset data-block>…name="item.0.make"…<button name="remove-item" value="0" data-repeat-remove>…
//     <template>…name="item.__item__.make"…</template>
//   </div>
//   <button name="add" value="item" data-repeat-add="item">
//
// Without scripts the buttons send the form and the server adds or removes the block. Here
// it happens in the page: the template is copied with __item__ replaced by the next number.
// Blocks may hold repeating blocks of their own (__mark__ inside __item__). A button adds to the list
// nearest to it. Numbers of removed blocks are not used again; the server takes them as they come.
import { closest } from "./small";

export function repeats(root: Document): void {
  root.addEventListener("click", (event) => {
    const add = closest(event.target, "[data-repeat-add]");
    if (add && grow(root, add)) event.preventDefault();
    const remove = closest(event.target, "[data-repeat-remove]");
    if (remove && shrink(remove)) event.preventDefault();
  });
}

function grow(root: Document, button: HTMLElement): boolean {
  const name = button.dataset.repeatAdd ?? "";
  const list = listFor(root, button, name);
  const template = list?.querySelector<HTMLTemplateElement>(":scope > template");
  if (!list || !template) return false;
  const next = Number(list.dataset.next ?? blocks(list).length);
  list.dataset.next = String(next + 1);
  const copy = document.createElement("template");
  copy.innerHTML = template.innerHTML.split(`__${name}__`).join(String(next));
  const block = copy.content.firstElementChild;
  list.insertBefore(copy.content, template);
  block?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
  list.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

// listFor finds the list a button adds to: the nearest ancestor that holds one of that name.
function listFor(root: Document, button: HTMLElement, name: string): HTMLElement | null {
  const selector = `[data-repeat="${CSS.escape(name)}"]`;
  for (let at: HTMLElement | null = button.parentElement; at; at = at.parentElement) {
    const list = at.matches(selector) ? at : at.querySelector<HTMLElement>(selector);
    if (list) return list;
  }
  return root.querySelector(selector);
}

function blocks(list: HTMLElement): Element[] {
  return Array.from(list.children).filter((e) => e.hasAttribute("data-block"));
}

function shrink(button: HTMLElement): boolean {
  const block = closest(button, "[data-block]");
  const list = block?.parentElement;
  if (!block || !list) return false;
  list.dataset.next = list.dataset.next ?? String(blocks(list).length);
  const other = (block.nextElementSibling ?? block.previousElementSibling) as HTMLElement | null;
  block.remove();
  other?.querySelector<HTMLElement>("input:not([type=hidden]), select, button")?.focus();
  list.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}
