// Behaviour that the pages share: problems are told, nothing is sent twice, questions before what cannot be undone, photo previews.
// No page state is stored in the browser.

const REPEAT_AFTER_MS = 8000; // a form that downloads a file leaves the page standing: its button comes back after this time

// --- telling what went wrong -----------------------------------------------------------------------------------------

function standardText(name) {
  const texts = document.getElementById("toasts").dataset;
  // data-text-404 is read as dataset["text-404"], data-text-offline as dataset.textOffline
  return texts[`text-${name}`] ?? texts[`text${name[0].toUpperCase()}${name.slice(1)}`] ?? texts.textOther;
}

function fieldTexts(fields) {
  return Object.values(fields ?? {}).flat().map(String);
}

// Shows a problem; `problem` is RFC 9457 (title, detail, errors or fields, request_id), each part may be absent.
export function tellProblem(problem) {
  const toast = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  const part = (name) => toast.querySelector(`[data-part="${name}"]`);
  if (problem.title) part("title").textContent = problem.title;
  part("text").textContent = problem.detail;
  for (const text of fieldTexts(problem.errors ?? problem.fields)) {
    const line = document.createElement("li");
    line.textContent = text;
    part("fields").append(line);
    part("fields").hidden = false;
  }
  if (problem.request_id) {
    part("reference").hidden = false;
    part("reference").querySelector("code").textContent = problem.request_id;
  }
  part("close").addEventListener("click", () => toast.remove());
  document.getElementById("toasts").replaceChildren(toast);
}

const typeOf = (request) => request.getResponseHeader("Content-Type") ?? "";

// Reads the words off an error page; null when the answer is another page, such as a form with its errors.
function problemOnPage(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const text = page.querySelector('[data-problem="text"]');
  if (!text) return null;
  const fields = [...page.querySelectorAll(".field-problems li")].map((line) => line.textContent);
  return { title: page.querySelector('[data-problem="title"]').textContent, detail: text.textContent, errors: { page: fields } };
}

function problemOf(request) {
  const known = { detail: standardText(String(request.status)), request_id: request.getResponseHeader("X-Request-ID") };
  if (typeOf(request).includes("html")) return { ...known, ...problemOnPage(request) };
  if (!typeOf(request).includes("json")) return known;
  try {
    const told = JSON.parse(request.responseText);
    return { ...known, ...told, detail: told.detail ?? known.detail };
  } catch {
    return known;
  }
}

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});

// A form that comes back with its errors (422, HTML) is put in place; every other refusal is told.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422 && typeOf(xhr).includes("html") && !problemOnPage(xhr)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:responseError", (event) => tellProblem(problemOf(event.detail.xhr)));
document.addEventListener("htmx:sendError", () => tellProblem({ detail: standardText("offline") }));
document.addEventListener("htmx:timeout", () => tellProblem({ detail: standardText("503") }));
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  tellProblem({ detail: standardText("passkey") });
});

// --- nothing is sent twice -------------------------------------------------------------------------------------------

const buttonsOf = (form) => [...form.elements].filter((element) => element.type === "submit");

function hold(form) {
  form.dataset.sending = "yes";
  form.setAttribute("aria-busy", "true");
  for (const button of buttonsOf(form)) button.disabled = true;
}

function release(form) {
  if (!form.dataset.sending) return;
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  for (const button of buttonsOf(form)) button.disabled = false;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  // After this turn, because a disabled button's own name and value are not sent.
  setTimeout(() => hold(form));
  setTimeout(() => release(form), REPEAT_AFTER_MS);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target instanceof HTMLFormElement) hold(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target instanceof HTMLFormElement) release(event.target);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

// --- questions -------------------------------------------------------------------------------------------------------

function ask(question) {
  const dialog = document.getElementById("confirm-dialog");
  dialog.querySelector("#confirm-question").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

// In the capture phase: the question comes before every other reaction to the form being sent.
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!question || form.dataset.confirmed) {
      delete form.dataset.confirmed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(question))) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(event.submitter);
  },
  true,
);
document.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question)) event.detail.issueRequest(true);
});

// --- photo previews --------------------------------------------------------------------------------------------------

function previewOf(file, noPicture) {
  const entry = document.createElement("li");
  const picture = document.createElement("img");
  const name = document.createElement("p");
  const address = URL.createObjectURL(file);
  picture.alt = "";
  picture.className = "photo";
  name.className = "photo-note";
  name.textContent = file.name;
  picture.addEventListener("load", () => URL.revokeObjectURL(address));
  picture.addEventListener("error", () => {
    URL.revokeObjectURL(address);
    picture.remove();
    name.textContent = `${file.name}: ${noPicture}`;
  });
  picture.src = address;
  entry.append(picture, name);
  return entry;
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.dataset.preview) return;
  const list = document.querySelector(input.dataset.preview);
  if (list) list.replaceChildren(...[...input.files].map((file) => previewOf(file, list.dataset.noPicture ?? "")));
});

// Fields that act at once (a filter, a choice) send their form; without this script its button does.
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-send-on-change]")) event.target.form?.requestSubmit();
});
