// What HTML cannot do by itself. Every page works without this file.
"use strict";
const $ = (id) => document.getElementById(id);
const here = () => location.pathname + location.search;
document.documentElement.dataset.js = "";

// ---- saying things: the live region, the banner
function say(text) {
  const live = $("live");
  if (live) { live.textContent = ""; setTimeout(() => { live.textContent = text; }, 50); }
}
function reachable(yes) {
  const banner = $("unreachable");
  if (!banner) return;
  banner.textContent = yes ? "" : banner.dataset.text;
  // Above an open dialog, else in the page.
  banner.popover = !yes && modal()?.open ? "manual" : null;
  if (banner.popover) banner.togglePopover(true);
}

// ---- unsaved changes: one rule for leaving the page, for htmx and for Back
function differs(control) {
  if (!control.name || control.disabled || control.type === "hidden") return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.tagName !== "SELECT") return control.value !== control.defaultValue;
  const options = [...control.options], marked = options.some((o) => o.defaultSelected);
  return options.some((o, i) => o.selected !== (marked || control.multiple ? o.defaultSelected : i === 0));
}
const isDirty = (form) => form.hasAttribute("data-dirty") || [...form.elements].some(differs);
const dirtyForm = () => [...document.querySelectorAll("form[data-guard]")].find((f) => !f.dataset.busy && isDirty(f));
const mayLeave = () => { const form = dirtyForm(); return !form || confirm(form.dataset.guard); };
function mark(form) { form?.classList.toggle("is-dirty", isDirty(form)); }
document.addEventListener("input", (e) => mark(e.target.form?.closest("form[data-guard]")));
document.addEventListener("change", (e) => mark(e.target.form?.closest("form[data-guard]")));
addEventListener("beforeunload", (e) => { if (dirtyForm()) e.preventDefault(); });
window.navigation?.addEventListener("navigate", (e) => {
  if (e.navigationType === "traverse" && e.cancelable && !e.hashChange && !mayLeave()) { e.preventDefault(); e.stopImmediatePropagation(); }
});

// ---- Back after logging out must show nothing: a page that the browser kept is hidden, and asked for anew
addEventListener("pagehide", () => { document.documentElement.dataset.left = ""; });
addEventListener("pageshow", (e) => { if (e.persisted) location.replace(here()); });

// ---- htmx: dialogs, the end of a session, focus after a swap
const modal = () => $("modal");
const inModal = (node) => Boolean(modal()?.contains(node));
const whole = (ctx) => Object.assign(ctx, { target: $("main"), select: "#main", swap: "outerMorph", push: null });
const dialogOnly = (ctx) => Object.assign(ctx, { target: modal(), select: "#dialog", selectOOB: null, swap: "innerHTML show:none", push: "false" });
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const opener = ctx.request.submitter ?? ctx.sourceElement;
  // The address of a list says what it is narrowed by, and nothing of what it is not.
  if (ctx.sourceElement.matches("form[method=get]")) {
    for (const [name, value] of [...ctx.request.body]) if (!value && name !== "q") ctx.request.body.delete(name);
  }
  // Back takes off the filter that was set last. What is typed is one step, however many letters it has.
  if (ctx.sourceElement.matches("form[role=search]") && ctx.sourceEvent?.type === "change" && ctx.sourceEvent.target.id !== "q") Object.assign(ctx, { push: "true", replace: null });
  asking = opener.closest?.("#list tbody tr") ?? (inModal(opener) ? asking : null);
  ctx.asks = Boolean(modal()) && (opener.hasAttribute("data-dialog") || inModal(opener)) && (ctx.sourceElement._htmx?.boosted ?? false);
});
document.addEventListener("htmx:before:history:update", ({ detail: { history: step } }) => { if (step.path === here()) step.type = "replace"; });
document.addEventListener("htmx:before:request", (e) => {
  const { ctx } = e.detail, form = dirtyForm();
  const leaves = ctx.target?.id === "main" && !ctx.asks;
  if (form && leaves && ctx.request.form !== form && !mayLeave()) return e.preventDefault();
});
document.addEventListener("htmx:before:response", (e) => {
  const { ctx } = e.detail;
  const { status } = ctx.response, saving = ctx.request.method !== "GET";
  // A server that is away for a moment costs nobody what was typed.
  const away = saving && status >= 502 && status <= 504;
  reachable(!away);
  if (away) { e.preventDefault(); return ctx.response.raw.body?.cancel(); }
  if (status !== 401 || !saving || ctx.hx.redirect) return;
  e.preventDefault();
  ctx.response.raw.body?.cancel();
  $("login-again")?.showModal();
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  // A tick that saves at once may be answered by the page that asks for the password again.
  if (!ctx.asks && modal() && ctx.request.method !== "GET" && /\sname="proof_form"/.test(ctx.text)) return dialogOnly(ctx);
  if (ctx.asks) /\sid="?dialog"?[\s>]/.test(ctx.text) ? dialogOnly(ctx) : whole(ctx);
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "modal") { if (!modal().open) modal().showModal(); return focusIn(modal()); }
  countTicks();
  if (ctx.target?.id === "list") { tickAgain(); fromTheTop(); }
  if (ctx.target?.id !== "main") return;
  if (modal()?.open) modal().close();
  document.querySelectorAll("[popover]:popover-open").forEach((p) => p.hidePopover());
  // A morph keeps what was typed and ticked; a new page starts from what the server says.
  document.querySelectorAll("#main form").forEach((form) => { HTMLFormElement.prototype.reset.call(form); mark(form.closest("[data-guard]")); });
  tickAgain();
  fromTheTop();
  showCurrent();
  focusIn($("main"), ctx.request.method !== "GET");
});
// What a dialog showed once, or what was typed into it, does not stay behind it. Its fields do: the strength of a password
// may still be asked for.
document.addEventListener("close", (e) => {
  if (e.target.id !== "modal") return;
  if (e.target.querySelector("[data-copy]")) return e.target.replaceChildren();
  e.target.querySelectorAll("form").forEach((form) => HTMLFormElement.prototype.reset.call(form));
}, true);
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => { if (ctx.request.form) delete ctx.request.form.dataset.busy; countTicks(); });
document.addEventListener("htmx:error", ({ detail }) => { if (detail.ctx?.request && !detail.ctx.response) reachable(false); });
// Where one is, in the menu and in a bar of tabs, is in sight though they scroll.
function showCurrent() {
  document.querySelectorAll(".rail-menu,.tabs").forEach((box) => {
    const at = box.querySelector("[aria-current]")?.getBoundingClientRect(), is = box.getBoundingClientRect();
    if (!at?.width) return;
    const menu = box.matches(".rail-menu");
    if (!menu && (at.left < is.left + 16 || at.right > is.right - 16)) box.scrollLeft += (at.left + at.right - is.left - is.right) / 2;
    if (menu && (at.top < is.top || at.bottom > is.bottom)) box.scrollTop += (at.top + at.bottom - is.top - is.bottom) / 2;
  });
}
showCurrent();
document.addEventListener("toggle", (e) => { if (e.target.id === "rail") showCurrent(); }, true);
// Ticks belong to rows, not to places in a table: they are set anew by id, and only where the address stayed (Refresh).
const boxes = () => [...document.querySelectorAll("#list tbody input[name=id]")];
let ticked = new Set(), address = here();
document.addEventListener("htmx:before:swap", () => {
  ticked = new Set(boxes().filter((b) => b.checked).map((b) => b.value));
  address = here();
  stood = { path: location.pathname, keys: rows().map(keyOf), acted: rows().filter((row) => row === asking || ticked.has(tickOf(row)?.value)).map(keyOf) };
});
// Rows by what they are, wherever they stand: where one vanishes, the focus goes to the next that is left.
const rows = () => [...document.querySelectorAll("#list tbody tr")];
const tickOf = (row) => row.querySelector("input[name=id]");
const keyOf = (row) => tickOf(row)?.value ?? (row.dataset.href ?? row.querySelector("a[href]")?.getAttribute("href") ?? "").split("?")[0];
const linkOf = (row) => row.querySelector("th a[href]") ?? tickOf(row) ?? row.querySelector("a[href]");
let asking = null, stood = { path: "", keys: [], acted: [] };
function nextOfGone() {
  if (stood.path !== location.pathname) return null;
  const left = new Map(rows().map((row) => [keyOf(row), row])), gone = stood.acted.find((key) => !left.has(key));
  if (gone === undefined || !left.size) return null;
  const next = stood.keys.slice(stood.keys.indexOf(gone) + 1).find((key) => left.has(key));
  return linkOf(left.get(next) ?? [...left.values()].at(-1));
}
// Another list, or another page of it, is read from its first row.
function fromTheTop() { if (here() !== address) $("list")?.scrollTo(0, 0); }
function tickAgain() {
  const stayed = here() === address;
  boxes().forEach((box) => { box.checked = stayed ? ticked.has(box.value) : box.defaultChecked; });
  document.querySelectorAll("[data-select-all]").forEach((all) => { all.checked = false; });
  if (ticked.size && boxes().length) boxes()[0].dispatchEvent(new Event("change", { bubbles: true }));
}
// Buttons over a list whose toolbar is not asked for anew: off while nothing is ticked, else saying how many.
function countTicks() {
  const many = boxes().filter((box) => box.checked).length;
  document.querySelectorAll("button[data-ticked]").forEach((button) => {
    button.querySelector(".lbl").textContent = button.dataset.ticked + (many > 1 ? ` (${many})` : "");
    if (many) { button.removeAttribute("aria-disabled"); button.removeAttribute("aria-describedby"); }
    else { button.setAttribute("aria-disabled", "true"); button.setAttribute("aria-describedby", `${button.id}-why`); }
  });
}
document.addEventListener("change", (e) => { if (e.target.matches?.("#list input[name=id]")) countTicks(); });
addEventListener("pageshow", countTicks);
function focusIn(root, changed = false) {
  const first = root.querySelector("[autofocus]") ?? (changed ? nextOfGone() : null) ?? root.querySelector("h1") ?? root;
  if (first.tagName === "H1") first.tabIndex = -1;
  first.focus({ preventScroll: first.tagName === "H1" });
}

// ---- forms: sent once, and knowing which page they were sent from
document.addEventListener("submit", (e) => {
  const form = e.target;
  if (e.submitter?.getAttribute("aria-disabled") === "true") return e.preventDefault();
  if (form.getAttribute("method") !== "post") return;
  // Half a date is sent as none at all: the browser says so, as the server cannot know.
  const half = [...form.elements].find((field) => field.validity?.badInput);
  if (half && !e.submitter?.formNoValidate) { e.preventDefault(); e.stopImmediatePropagation(); return half.reportValidity(); }
  if (form.dataset.busy) { e.preventDefault(); return e.stopImmediatePropagation(); }
  form.querySelectorAll("[data-here]").forEach((field) => { field.value = here(); });
  form.dataset.busy = "1";
}, true);
addEventListener("pageshow", () => document.querySelectorAll("[data-busy]").forEach((f) => delete f.dataset.busy));

// ---- a field is checked when it is left, and one that was wrong as soon as it is right: the form is sent as if it were
// saved, and the server keeps nothing of it
const checkable = "form[data-check] .field :is(input:not([type=hidden],[type=file],[type=password],[type=radio],[type=checkbox]),textarea,select)[name][id]";
let released = Promise.resolve(), release = () => {};
const waiting = new WeakMap();
document.addEventListener("pointerdown", () => { release(); released = new Promise((done) => { release = done; }); }, true);
for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => setTimeout(release, 50), true);
function checkIn(ms, field) {
  clearTimeout(waiting.get(field));
  field.setAttribute("aria-busy", "true");
  waiting.set(field, setTimeout(check, ms, field));
}
async function check(field) {
  const { form, value } = field, turn = waiting.get(field);
  if (!form) return;
  const answer = await fetch(form.getAttribute("action"), { method: "POST", headers: { "Keyholder-Check": "1" }, body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  const told = [204, 422].includes(answer?.status) && !form.dataset.busy;
  const page = told ? new DOMParser().parseFromString(await answer.text(), "text/html") : answer?.body?.cancel();
  // What is being pressed must not move away.
  await released;
  // An answer that another check has overtaken says nothing any more.
  if (waiting.get(field) !== turn) return;
  field.removeAttribute("aria-busy");
  if (told && field.isConnected && field.value === value) mistaken(field, page.getElementById(`${field.id}-error`));
}
function mistaken(field, error) {
  const id = `${field.id}-error`, hint = $(`${field.id}-hint`), before = $(id)?.textContent;
  $(id)?.remove();
  if (error) hint ? hint.before(error) : field.closest(".field").append(error);
  const set = (name, value) => (value ? field.setAttribute(name, value) : field.removeAttribute(name));
  set("aria-invalid", error && "true");
  set("aria-describedby", [error && id, hint?.id].filter(Boolean).join(" "));
  if (error && error.textContent !== before) say(error.textContent);
}
document.addEventListener("change", (e) => { if (e.target.matches?.(checkable)) checkIn(0, e.target); });
document.addEventListener("input", (e) => { if (e.target.matches?.(checkable) && e.target.hasAttribute("aria-invalid")) checkIn(400, e.target); });

// ---- clicks on what carries data-…
document.addEventListener("click", (e) => {
  const at = (selector) => e.target.closest?.(selector);
  const off = at("[aria-disabled=true]");
  if (off) { e.preventDefault(); e.stopPropagation(); return say($(off.getAttribute("aria-describedby"))?.textContent ?? ""); }
  const close = at("[data-close]");
  if (close && inModal(close)) { e.preventDefault(); e.stopPropagation(); return modal().close(); }
  if (at("[data-unselect]")) boxes().forEach((box) => { box.checked = false; });
  const toast = at("[data-dismiss]");
  if (toast) { e.preventDefault(); e.stopPropagation(); return toast.closest("[data-toast]").remove(); }
  const eye = at("[data-reveal]");
  if (eye) { const f = $(eye.dataset.reveal), on = f.type === "password"; f.type = on ? "text" : "password"; eye.setAttribute("aria-pressed", on); }
  const copy = at("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => say(copy.dataset.done));
  if (at("[data-print]")) print();
  const wipe = at("[data-wipe]");
  if (wipe) { const field = wipe.parentElement.querySelector("input"); field.value = ""; field.dispatchEvent(new Event("input", { bubbles: true })); field.focus(); }
}, true);
document.addEventListener("change", (e) => {
  const all = e.target;
  if (all.matches?.("[data-select-all]")) {
    all.closest("table").querySelectorAll("tbody input[name=id]").forEach((box) => {
      if (box.checked !== all.checked) { box.checked = all.checked; box.dispatchEvent(new Event("change", { bubbles: true })); }
    });
  }
  if (all.matches?.("[data-narrows]")) narrow(all);
  const picker = all.closest?.("[data-picker]");
  if (picker && all.type === "radio") {
    const path = [];
    for (let li = all.closest("li"); li; li = li.parentElement.closest("li")) path.unshift(li.querySelector(".cut").textContent);
    $(picker.dataset.picker + "-value").textContent = path.join(" / ");
  }
});
// What belongs to another choice can't be chosen.
function narrow(by) {
  const select = $(by.dataset.narrows);
  if (!select) return;
  select.querySelectorAll("optgroup").forEach((group) => { group.disabled = group.hidden = group.dataset.of !== by.value; });
  if (select.selectedOptions[0]?.closest("optgroup")?.disabled) select.value = "";
}
document.addEventListener("keydown", (e) => { if (e.key === "Enter" && e.target.matches?.("[data-find]")) e.preventDefault(); });
document.addEventListener("keydown", (e) => { if (e.key === "Enter" && e.target.closest?.("[data-picker]") && e.target.tagName !== "SUMMARY") { e.preventDefault(); e.target.closest("[popover]").hidePopover(); } });

// ---- words as people compare them, which is how the server does: without case and accents, å as aa, ø as oe
const fold = (text) => text.toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/æ/g, "ae").replace(/ø|oe/g, "o").replace(/aa/g, "a");
const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
// A further word begins where letters and digits meet.
const wordsIn = (text) => wordsOf(text).flatMap((word) => [word, ...[...word.matchAll(/(?<=\p{N})(?=\p{L})|(?<=\p{L})(?=\p{N})/gu)].map((at) => word.slice(at.index))]);
const hasWords = (have, words) => words.every((word) => have.some((h) => h.startsWith(word)));

// ---- a large tree: showing the units whose name has the words
document.addEventListener("input", (e) => {
  if (!e.target.matches?.("[data-tree-filter]")) return;
  const words = wordsOf(e.target.value);
  const keep = (li) => {
    const below = [...li.querySelectorAll(":scope > details > ul > li")].map(keep).some(Boolean);
    const own = hasWords(wordsIn(li.querySelector(".cut").textContent), words);
    li.hidden = !(own || below);
    if (words.length && below) li.querySelector(":scope > details").open = true;
    return own || below;
  };
  e.target.closest("[popover]").querySelectorAll(":scope .tree").forEach((ul) => { if (!ul.parentElement.closest(".tree")) [...ul.children].forEach(keep); });
});

// What is typed there is no filter of the list around it: leaving the field must not fetch the list anew.
document.addEventListener("change", (e) => { if (e.target.matches?.(".pop-tree [type=search]")) e.stopPropagation(); }, true);

// ---- a long sheet of rights: showing the rows that have the words, or only those where something is set
document.addEventListener("input", (e) => {
  if (!e.target.matches?.("[data-sift]")) return;
  const words = wordsOf($("perm-q").value), set = $("perm-set").checked, sheet = $("cells");
  sheet.querySelectorAll("tr[data-words]").forEach((row) => {
    const have = row.dataset.words.split(" "), choice = row.querySelector("input:checked");
    row.hidden = !hasWords(have, words) || (set && !(choice ? choice.value : row.querySelector(".said .tag")));
  });
  const cats = [...sheet.querySelectorAll("details.cat")];
  cats.forEach((cat) => {
    cat.hidden = !cat.querySelector("tr[data-words]:not([hidden])");
    if (!cat.hidden && (words.length || set)) cat.open = true;
  });
  $("perm-none").hidden = cats.some((cat) => !cat.hidden);
});

// ---- keys in lists: / to the search, arrows or j k between rows, x ticks, Enter opens
const typing = (t) => t.matches?.("input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]");
const walked = "tbody tr[data-href],#list tbody tr:has(input[name=id])";
document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector("dialog[open],[popover]:popover-open")) return;
  const row = e.target.closest?.(walked);
  // A tick belongs to the form of the buttons above: there Enter opens its row, and presses none of them.
  if (e.key === "Enter" && row && e.target.name === "id") { e.preventDefault(); return openRow(row); }
  if (e.key.length === 1 && "noShortcuts" in document.documentElement.dataset) return;
  const search = document.querySelector("[data-search]");
  if (e.key === "/" && search) { e.preventDefault(); search.focus(); return search.select(); }
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[e.key];
  if (step && (row || e.key === "j" || e.key === "k")) {
    const all = [...document.querySelectorAll(walked)];
    const to = all[row ? all.indexOf(row) + step : step > 0 ? 0 : all.length - 1];
    if (to) { e.preventDefault(); linkOf(to).focus(); }
  } else if (row && e.key === "x") tickOf(row)?.click();
});
const openRow = (row) => { if (row.dataset.href) (row.querySelector(`a[href="${CSS.escape(row.dataset.href)}"]`) ?? row.querySelector("a[href]")).click(); };
// The page keys move a list that scrolls by itself.
document.addEventListener("keydown", (e) => {
  const list = $("list"), by = { PageDown: 0.9, PageUp: -0.9 }[e.key];
  if (!by || !list || e.defaultPrevented || e.target.closest("#list,textarea,select,dialog,[popover]") || list.scrollHeight <= list.clientHeight) return;
  e.preventDefault();
  list.scrollBy(0, by * list.clientHeight);
});
document.addEventListener("dblclick", (e) => {
  const row = e.target.closest?.("tr[data-href]");
  if (row && !e.target.closest("a,button,input,label")) openRow(row);
});

// ---- browsers without invoker commands (Safari before 26.2, Firefox ESR 140)
if (!("commandForElement" in HTMLButtonElement.prototype)) document.addEventListener("click", (e) => {
  const button = e.target.closest?.("button[commandfor]"), dialog = button && $(button.getAttribute("commandfor"));
  if (!(dialog instanceof HTMLDialogElement)) return;
  e.preventDefault();
  if (button.getAttribute("command") === "show-modal") dialog.showModal(); else dialog.close();
});
