// Comforts for those who have JavaScript; every page works without it.
import { initAll } from "./nhsuk-frontend-10.6.1.min.js";

initAll();

// A page that was given back after signing in again has its own address.
const again = document.querySelector("form[data-again]");
if (again) history.replaceState(null, "", again.dataset.again);

// A "Now" button beside each pair of date and time boxes.
const two = (number) => String(number).padStart(2, "0");

function nowButton(group) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-link-button";
  button.textContent = "Now";
  const hidden = document.createElement("span");
  hidden.className = "nhsuk-u-visually-hidden";
  hidden.textContent = ` for ${group.dataset.label}`;
  button.append(hidden);
  button.addEventListener("click", () => {
    const [date, time] = group.querySelectorAll("input");
    const now = new Date();
    date.value = now.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    time.value = `${two(now.getHours())}:${two(now.getMinutes())}`;
    time.dispatchEvent(new Event("input", { bubbles: true }));
    time.focus();
  });
  group.append(button);
}

document.querySelectorAll("[data-now]").forEach(nowButton);

// Typing the beginning of an option chooses it among radios, as it does in a select.
document.addEventListener("keydown", (event) => {
  const radio = event.target;
  if (radio.type !== "radio" || event.key.length !== 1 || event.key === " ") return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const group = [...radio.form.elements].filter((other) => other.type === "radio" && other.name === radio.name);
  const begins = (other) => other.labels[0]?.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
  const after = group.indexOf(radio) + (radio.checked ? 1 : 0);
  const found = [...group.slice(after), ...group.slice(0, after)].find(begins);
  if (!found) return;
  event.preventDefault();
  found.focus();
  found.click();
});

// Questions that cannot apply are hidden; one with an answer or an error never is. The conditions are those
// of the page: "outcome=TREATED|NOT_TREATED" (one of these), "load" (any answer), "ims_achieved>=2"; a space
// between terms that must all hold, " || " between alternatives.
function conditions(form) {
  const fields = [...form.querySelectorAll("[data-when]")];
  const controls = (field) => [...field.querySelectorAll("input, select, textarea")];
  const isAnswered = (field) =>
    controls(field).some((control) =>
      control.type === "radio" || control.type === "checkbox" ? control.checked && control.value : control.value.trim(),
    );

  function holds(term, prefix, answers) {
    const [, name, sign, wanted] = term.match(/^([^=>]+)(>?=)?(.*)$/);
    const given = [prefix + name, `${prefix}${name}.date`].flatMap((known) => answers.getAll(known)).filter(Boolean);
    const isSame = (one, other) => one === other || (one.trim() && Number(one) === Number(other));
    if (!sign) return given.length > 0;
    if (sign === ">=") return given.some((answer) => Number(answer) >= Number(wanted));
    return wanted.split("|").some((code) => given.some((answer) => isSame(answer, code)));
  }

  function apply() {
    const answers = new FormData(form);
    for (const field of fields) {
      const prefix = field.closest("[data-row]")?.dataset.row ?? "";
      const all = (terms) => terms.split(" ").every((term) => holds(term, prefix, answers));
      const can = field.dataset.when.split(" || ").some(all);
      field.hidden = !can && !isAnswered(field) && !field.querySelector("[data-finding]");
    }
    for (const section of form.querySelectorAll("fieldset.app-section")) {
      const all = [...section.querySelectorAll(".nhsuk-form-group")];
      section.hidden = all.length > 0 && all.every((field) => field.hidden);
    }
  }

  form.addEventListener("change", apply);
  form.addEventListener("input", apply);
  apply();
}

// The total of an instrument while its items are entered.
function runningTotal(section) {
  const output = section.querySelector("output");
  const items = [...section.querySelectorAll("[data-in-total]")];
  const read = (item) => {
    const chosen = item.querySelector("input[type=radio]:checked") ?? item.querySelector("input[type=text]");
    const text = chosen?.value.trim() ?? "";
    return text && Number.isFinite(Number(text)) ? Number(text) : null;
  };
  function add() {
    const scores = items.map(read).filter((score) => score !== null);
    const total = section.dataset.score === "highest" ? Math.max(...scores) : scores.reduce((sum, n) => sum + n, 0);
    const open = items.length - scores.length;
    const words = scores.length ? `${Number(total.toFixed(1))}` : "–";
    output.textContent = open ? `${words} so far, ${open} of ${items.length} items open` : words;
  }
  section.addEventListener("change", add);
  section.addEventListener("input", add);
  add();
}

// What was taken over from the last contact and is changed needs no mark any more.
function unmark(event) {
  const field = event.target.closest(".nhsuk-form-group");
  field?.querySelector(".app-check")?.remove();
}

// Drafts: kept on the server 20 seconds after the last change, when a group of fields is left and when the
// page goes out of sight. Nothing stays in the browser.
function drafts(form) {
  const status = document.getElementById("status");
  const control = (name) => form.elements.namedItem(name);
  let dirty = false;
  let timer = 0;
  let saving = null;
  let stopped = false;
  let announced = false;

  function say(text, link) {
    status.textContent = text;
    if (!link) return;
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.text;
    if (link.apart) anchor.target = "_blank";
    status.append(" ", anchor);
  }

  // After signing in again in another tab this page's token is another's; any page of ours has a fresh one.
  async function freshToken() {
    const page = await fetch("/drafts", { redirect: "error" });
    const text = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = text.querySelector("input[name=csrf]")?.value;
    if (token) control("csrf").value = token;
    return Boolean(token);
  }

  function failed(response, answer) {
    if (response?.status === 409) {
      stopped = true;
      say(answer.message, { href: answer.href, text: "Open that draft" });
    } else if (response && [401, 403].includes(response.status)) {
      say("You have been signed out, so what you type is not kept.", { href: "/sign-in", text: "Sign in in another tab", apart: true });
    } else if (response?.status === 404) {
      stopped = true;
      say("This draft was handed in or thrown away elsewhere. Press “Save draft” to keep what is here as a new one.");
    } else if (response?.status === 507) {
      say(answer.message, { href: answer.href, text: "Drafts", apart: true });
    } else {
      say("The draft could not be saved. It is tried again while you go on; do not close this page.");
    }
    announced = false;
  }

  async function post() {
    const body = new URLSearchParams(new FormData(form));
    return fetch("/drafts", { method: "POST", body, keepalive: body.toString().length < 60000 });
  }

  async function save() {
    dirty = false;
    let response = null;
    try {
      response = await post();
      if ([401, 403].includes(response.status) && (await freshToken())) response = await post();
      const answer = response.headers.get("content-type")?.includes("json") ? await response.json() : null;
      if (!response.ok) {
        dirty = true;
        failed(response, answer);
        return;
      }
      control("draft.id").value = answer.id;
      control("draft.version").value = answer.version;
      // Said aloud once, and again after a failure; in between it is only shown.
      status.setAttribute("aria-live", announced ? "off" : "polite");
      say(answer.status);
      announced = true;
    } catch {
      dirty = true;
      failed(response, null);
    }
  }

  function keep() {
    clearTimeout(timer);
    if (!dirty || stopped || saving) return saving;
    saving = save().finally(() => {
      saving = null;
      if (dirty && !stopped) timer = setTimeout(keep, 20000);
    });
    return saving;
  }

  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 20000);
  });
  form.addEventListener("focusout", (event) => {
    const group = event.target.closest(".app-section, .app-repeat");
    if (group && !group.contains(event.relatedTarget)) keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (saving) {
      // The draft that is on its way must be known before the page is handed in.
      event.preventDefault();
      stopped = true;
      const button = event.submitter;
      saving.finally(() => form.requestSubmit(button));
      return;
    }
    stopped = true;
    dirty = false;
  });
  // Ask before leaving a page on which something was typed and not kept.
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (stopped = false));
  // What stands on a page that was given back after signing in again is not kept yet.
  if ("again" in form.dataset) {
    dirty = true;
    timer = setTimeout(keep, 1000);
  }
}

const entry = document.querySelector("form[data-entry]");
if (entry) {
  entry.querySelectorAll("[data-score]").forEach(runningTotal);
  conditions(entry);
  entry.addEventListener("input", unmark);
  drafts(entry);
}

// The day grid: Enter and the arrows move by row, and a block copied from a spreadsheet fills cells.
function grid(form) {
  const rows = [...form.querySelectorAll("[data-grid-row]")].map((row) => [...row.querySelectorAll("td input, td select")]);
  const place = (cell) => {
    const row = rows.findIndex((cells) => cells.includes(cell));
    return row < 0 ? null : [row, rows[row].indexOf(cell)];
  };
  let dirty = false;

  function put(cell, text) {
    if (cell.tagName !== "SELECT") {
      cell.value = text;
      return;
    }
    const wanted = text.toLowerCase();
    const options = [...cell.options];
    const found =
      options.find((option) => [option.value, option.text].some((known) => known.toLowerCase() === wanted)) ??
      options.find((option) => wanted && option.text.toLowerCase().startsWith(wanted));
    if (found) cell.value = found.value;
  }

  form.addEventListener("keydown", (event) => {
    const at = place(event.target);
    const arrows = new Map([["ArrowDown", 1], ["ArrowUp", -1], ["Enter", event.shiftKey ? -1 : 1]]);
    const step = arrows.get(event.key);
    if (!at || !step) return;
    // In a select the arrows choose.
    if (event.target.tagName === "SELECT" && event.key !== "Enter") return;
    event.preventDefault();
    const next = rows[at[0] + step]?.[at[1]];
    next?.focus();
    next?.select?.();
  });

  form.addEventListener("paste", (event) => {
    const at = place(event.target);
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!at || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    text.split("\n").forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const cell = rows[at[0] + down]?.[at[1] + right];
        if (cell) put(cell, value.trim());
      });
    });
    dirty = true;
  });

  form.addEventListener("input", () => (dirty = true));
  form.addEventListener("submit", () => (dirty = false));
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}

const day = document.querySelector("form[data-grid]");
if (day) grid(day);

// Passkeys: the browser is asked for one, and its answer goes with the form. Without all that this needs, the sentence
// stays that says so.
function passkey(box) {
  const act = box.dataset.passkey;
  const read = act === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  if (!window.PublicKeyCredential?.[read]) return;
  const [answer, without, alert, button] = ["input", "[data-without]", "[role=alert]", "button"].map((css) => box.querySelector(css));
  without.hidden = true;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    alert.hidden = true;
    try {
      const publicKey = PublicKeyCredential[read](JSON.parse(box.dataset.options));
      answer.value = JSON.stringify(await navigator.credentials[act]({ publicKey }));
      answer.form.submit();
    } catch (error) {
      const known = error.name === "InvalidStateError";
      alert.firstElementChild.textContent = known
        ? "This device holds a passkey of yours already."
        : "No passkey was used. Try again, or go on without one.";
      alert.hidden = false;
      button.disabled = false;
    }
  });
}

document.querySelectorAll("[data-passkey]").forEach(passkey);
