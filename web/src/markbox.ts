// Boxes for a mark: a field with data-mark gets a button that opens one box for each sign.
// Typing a sign goes on to the next box; the space bar or ? leaves one that cannot be read, * a run that
// is lost. For the box at hand the signs it is easily taken for are offered, by how the mark was made
// or read, and how sure each is can be said. The field itself keeps the mark notation and may be
// typed in as before: both show the same. Words, methods and look-alikes come from the page's
// template #mark-boxes, so that a page without it has plain fields.
import { type Notation, type Place, places, read, shown, write } from "./notation";

export function markBoxes(root: ParentNode): void {
  const template = document.querySelector<HTMLTemplateElement>("#mark-boxes");
  if (!template) return;
  root.querySelectorAll<HTMLInputElement>("input[data-mark]").forEach((field) => {
    if (field.dataset.markBound) return;
    field.dataset.markBound = "1";
    new Boxes(field, template.content.cloneNode(true) as DocumentFragment);
  });
}

class Boxes {
  private mark: Notation;
  private at = 0;
  private readonly open: HTMLButtonElement;
  private readonly panel: HTMLElement;

  constructor(private readonly field: HTMLInputElement, parts: DocumentFragment) {
    this.mark = read(field.value);
    this.open = parts.querySelector("[data-open]")!;
    this.panel = parts.querySelector(".markpanel")!;
    field.after(this.open);
    (field.closest(".filter") ?? field.closest("p") ?? this.open).after(this.panel);
    this.open.addEventListener("click", () => {
      this.panel.hidden = !this.panel.hidden;
      this.open.setAttribute("aria-expanded", String(!this.panel.hidden));
      if (!this.panel.hidden) {
        this.take();
        this.go(0);
      }
    });
    field.addEventListener("input", () => {
      if (!this.panel.hidden && document.activeElement === field) this.take();
    });
    this.on("by", (v) => (this.mark.by = v));
    this.on("errors", (v) => (this.mark.errors = v));
    this.part("tools").addEventListener("click", (event) => this.press(event));
    this.part("tools").addEventListener("change", (event) => this.change(event.target as HTMLElement));
  }

  private part<E extends HTMLElement = HTMLElement>(name: string): E {
    return this.panel.querySelector<E>(`[data-${name}]`)!;
  }

  // on lets a choice for the whole mark be made.
  private on(name: string, set: (value: string) => void): void {
    const select = this.part<HTMLSelectElement>(name);
    select.addEventListener("change", () => {
      set(select.value);
      this.put();
      this.tools();
    });
  }

  // take shows what the field says.
  private take(): void {
    this.mark = read(this.field.value);
    this.at = Math.min(this.at, this.mark.places.length);
    this.part<HTMLSelectElement>("by").value = this.mark.by;
    this.part<HTMLSelectElement>("errors").value = this.mark.errors;
    this.draw();
  }

  // put writes the boxes into the field, also for whoever keeps drafts.
  private put(): void {
    this.field.value = write(this.mark);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // changed writes, draws and puts the cursor into a box.
  private changed(to: number): void {
    this.put();
    this.draw();
    this.go(to);
  }

  // draw makes one box for each place and an empty one to go on with.
  private draw(): void {
    const place = this.panel.dataset.place ?? "{n}";
    this.part("row").replaceChildren(
      ...[...this.mark.places, undefined].map((p, i) => {
        const box = document.createElement("input");
        box.value = p ? shown(p) : "";
        box.size = Math.max(1, Array.from(box.value).length);
        box.autocomplete = "off";
        box.autocapitalize = "characters";
        box.spellcheck = false;
        if (p && !box.value) box.placeholder = "?";
        const sure = p?.signs.filter((s) => s.sure !== undefined).map((s) => `${s.sign} ${s.sure} %`).join(", ");
        if (sure) box.title = sure;
        box.classList.toggle("doubt", !!p && (p.signs.length !== 1 || !!sure));
        box.setAttribute("aria-label", place.replace("{n}", String(i + 1)) + (sure ? ": " + sure : ""));
        box.addEventListener("focus", () => {
          this.at = i;
          this.tools();
          box.select();
        });
        box.addEventListener("input", (event) => {
          if (!(event as InputEvent).isComposing) this.typed(i, box.value);
        });
        box.addEventListener("compositionend", () => this.typed(i, box.value));
        box.addEventListener("keydown", (event) => this.key(event, i, box));
        return box;
      }),
    );
    this.tools();
  }

  private boxes(): HTMLInputElement[] {
    return Array.from(this.part("row").querySelectorAll("input"));
  }

  private go(to: number): void {
    this.boxes()[Math.min(Math.max(to, 0), this.mark.places.length)]?.focus();
  }

  // typed puts what was typed or pasted into box i and goes on behind it.
  private typed(i: number, text: string): void {
    const put = text.trim() ? places(text) : [{ signs: [] }];
    this.mark.places.splice(i, 1, ...put);
    this.changed(text.trim() === "" ? i : i + put.length);
  }

  private key(event: KeyboardEvent, i: number, box: HTMLInputElement): void {
    const whole = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    if (event.key === "ArrowRight" && (whole || box.selectionEnd === box.value.length)) this.go(i + 1);
    else if (event.key === "ArrowLeft" && (whole || box.selectionStart === 0)) this.go(i - 1);
    else if (event.key === " ") {
      if (i === this.mark.places.length) this.mark.places.push({ signs: [] });
      this.changed(i + 1);
    } else if (event.key === "Backspace" && !box.value && i > 0) {
      this.mark.places.splice(i === this.mark.places.length ? i - 1 : i, 1);
      this.changed(i - 1);
    } else if (event.key === "Delete" && !box.value && i < this.mark.places.length) {
      this.mark.places.splice(i, 1);
      this.changed(i);
    } else if (event.key === "Enter") this.field.form?.requestSubmit();
    else return;
    event.preventDefault();
  }

  // tools shows what can be said of the sign at hand.
  private tools(): void {
    const p = this.mark.places[this.at];
    const tools = this.part("tools");
    tools.setAttribute("aria-label", (this.panel.dataset.place ?? "{n}").replace("{n}", String(this.at + 1)));
    this.part("number").textContent = String(this.at + 1);
    this.part<HTMLButtonElement>("unknown").setAttribute("aria-pressed", String(!!p && !p.raw && !p.run && !p.signs.length));
    this.part<HTMLButtonElement>("run").setAttribute("aria-pressed", String(!!p?.run));
    this.part<HTMLButtonElement>("drop").disabled = !p;
    const chosen = (p?.signs ?? []).map((s) => s.sign.toUpperCase());
    const offered = chosen.flatMap((sign) => this.alike(sign)).filter((sign, i, all) => !chosen.includes(sign) && all.indexOf(sign) === i);
    this.part("signs").replaceChildren(...[...chosen, ...offered.slice(0, 6)].map((sign, i) => this.chip(sign, i < chosen.length)));
    this.part("more").hidden = !chosen.length;
    this.part("sure").replaceChildren(...(p?.signs ?? []).map((_, i) => this.sure(p!, i)));
  }

  // alike lists the signs one is easily taken for, by how the mark was made or read.
  private alike(sign: string): string[] {
    const by = this.part<HTMLSelectElement>("by");
    const list = (by.selectedOptions[0]?.dataset.alike ?? "").split(" ");
    return Array.from(list.find((word) => word.startsWith(sign))?.slice(sign.length) ?? "");
  }

  private chip(sign: string, pressed: boolean): HTMLButtonElement {
    const b = document.createElement("button");
    b.type = "button";
    b.textContent = b.dataset.sign = sign;
    b.setAttribute("aria-pressed", String(pressed));
    return b;
  }

  // sure makes the choice of certainty for one sign of a place; what others have taken cannot be chosen.
  private sure(p: Place, i: number): HTMLElement {
    const label = document.createElement("label");
    const name = document.createElement("bdi");
    name.dir = "ltr";
    name.textContent = p.signs[i].sign.toUpperCase();
    const select = this.part<HTMLTemplateElement>("certainty").content.firstElementChild!.cloneNode(true) as HTMLSelectElement;
    const others = p.signs.reduce((sum, s, k) => sum + (k === i ? 0 : s.sure ?? 0), 0);
    const now = p.signs[i].sure;
    if (now !== undefined && !Array.from(select.options).some((o) => o.value === String(now))) select.add(new Option(`${now} %`, String(now)));
    Array.from(select.options).forEach((o) => (o.disabled = Number(o.value) > 100 - others));
    select.value = now === undefined ? "" : String(now);
    select.dataset.of = String(i);
    select.setAttribute("aria-label", (this.panel.dataset.sure ?? "{sign}").replace("{sign}", name.textContent));
    label.append(name, " ", select);
    return label;
  }

  // press answers the buttons of the tools.
  private press(event: Event): void {
    const b = (event.target as HTMLElement).closest("button");
    if (!b) return;
    const at = this.at;
    const put = (p: Place, to: number) => {
      this.mark.places.splice(at, 1, p);
      this.changed(to);
    };
    if (b.dataset.sign) {
      this.toggle(b.dataset.sign);
      this.changed(at);
    } else if ("unknown" in b.dataset) put({ signs: [] }, at + 1);
    else if ("run" in b.dataset) put({ signs: [], run: true }, at + 1);
    else if ("before" in b.dataset) {
      this.mark.places.splice(at, 0, { signs: [] });
      this.changed(at);
    } else if ("drop" in b.dataset) {
      this.mark.places.splice(at, 1);
      this.changed(at);
    }
  }

  // toggle adds a sign to those the place may be, or takes it away.
  private toggle(sign: string): void {
    const p = this.mark.places[this.at];
    const i = p.signs.findIndex((s) => s.sign.toUpperCase() === sign);
    if (i >= 0) p.signs.splice(i, 1);
    else p.signs.push({ sign });
    spread(p);
  }

  private change(from: HTMLElement): void {
    const p = this.mark.places[this.at];
    if (from instanceof HTMLInputElement && p && from.value.trim()) {
      const sign = Array.from(from.value.trim().toUpperCase())[0];
      if (/[\p{L}\p{N}]/u.test(sign) && !p.signs.some((s) => s.sign.toUpperCase() === sign)) this.toggle(sign);
      from.value = "";
    } else if (from instanceof HTMLSelectElement && p) {
      const sign = p.signs[Number(from.dataset.of)];
      if (from.value) sign.sure = Number(from.value);
      else p.signs.forEach((s) => delete s.sure);
      spread(p);
    } else return;
    this.put();
    const focus = from instanceof HTMLSelectElement ? `select[data-of="${from.dataset.of}"]` : "[data-other]";
    this.draw();
    this.panel.querySelector<HTMLElement>(focus)?.focus();
  }
}

// spread gives signs without a certainty what the others leave, once any has one.
function spread(p: Place): void {
  const open = p.signs.filter((s) => s.sure === undefined);
  if (!open.length || open.length === p.signs.length) return;
  const left = 100 - p.signs.reduce((sum, s) => sum + (s.sure ?? 0), 0);
  open.forEach((s) => (s.sure = Math.floor((left * 10) / open.length) / 10));
  p.signs = p.signs.filter((s) => s.sure !== 0);
}
