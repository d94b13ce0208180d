// Drafts on a bad line: a form with data-draft="/url" is sent there as it stands, a few
// seconds after the last change and when the page is left. The server answers with JSON
// {"draft": "id"}, which goes into the field named draft, so that the next save is of the same
// draft. Nothing is kept in the browser: what people type here may be personal data.
//
// An element [data-draft-status] in the form says how it stands with its own texts in
// data-saving, data-saved and data-failed; on failure the save is tried again.

const QUIET = 3000;
const AGAIN = 15000;

export function drafts(root: Document): void {
  root.querySelectorAll<HTMLFormElement>("form[data-draft]").forEach(keep);
}

function keep(form: HTMLFormElement): void {
  let timer = 0;
  let dirty = false;
  let sent = false;
  const plan = (after: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(), after);
  };
  const save = async () => {
    if (!dirty || sent) return;
    dirty = false;
    say(form, "saving");
    try {
      const answer = await fetch(form.dataset.draft ?? "", { method: "POST", body: textOnly(form), headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const body: unknown = await answer.json();
      const field = form.elements.namedItem("draft");
      if (field instanceof HTMLInputElement && isDraft(body)) field.value = body.draft;
      say(form, "saved");
    } catch {
      dirty = true;
      say(form, "failed");
      plan(AGAIN);
    }
  };
  form.addEventListener("input", () => {
    dirty = true;
    plan(QUIET);
  });
  form.addEventListener("submit", () => {
    sent = true;
    window.clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty && !sent) {
      navigator.sendBeacon(form.dataset.draft ?? "", textOnly(form));
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !sent) event.preventDefault();
  });
}

// textOnly leaves files out: a photograph goes up once, with the form itself.
function textOnly(form: HTMLFormElement): URLSearchParams {
  const data = new URLSearchParams();
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string") data.append(name, value);
  });
  return data;
}

function isDraft(v: unknown): v is { draft: string } {
  return typeof v === "object" && v !== null && typeof (v as { draft?: unknown }).draft === "string";
}

function say(form: HTMLFormElement, state: "saving" | "saved" | "failed"): void {
  const status = form.querySelector<HTMLElement>("[data-draft-status]");
  if (status) {
    status.textContent = status.dataset[state] ?? "";
    status.dataset.state = state;
  }
}
