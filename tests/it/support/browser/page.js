// Looking at a page as a person does; runs beside the page, in a world of its own.
"use strict";
globalThis.kh = (() => {
  const flat = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const top = () => [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;
  const visible = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && e.getClientRects().length > 0;
  const named = (e) => {
    const by = (e.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.innerText).join(" ");
    return flat(by) || flat(e.getAttribute("aria-label")) || flat(e.innerText) || flat(e.value) || flat(e.title);
  };
  const best = (all, name, of) => {
    const shown = all.filter(visible);
    return shown.find((e) => of(e) === name) ?? shown.find((e) => of(e).startsWith(name + " "));
  };
  const control = (name) => best([...top().querySelectorAll("a[href],button,summary,[role=button]")], name, named) ?? field(name);
  // The label without "(optional)" and the like.
  const caption = (label) => flat([...label.childNodes].filter((n) => !n.classList?.contains("opt")).map((n) => n.innerText ?? n.textContent).join(" "));
  const field = (name) => {
    const label = best([...top().querySelectorAll("label")], name, caption);
    const other = () => [...top().querySelectorAll("input,select,textarea")].find((e) => visible(e) && flat(e.getAttribute("aria-label")) === name);
    return label ? label.control : other();
  };
  const find = (how, what) => ({ css: (css) => [...top().querySelectorAll(css)].find(visible) ?? top().querySelector(css), control, field })[how](what);

  // Where to press, in the middle of what can be seen of it; a text where it cannot be pressed. No frame is waited for
  // where scripts are off: it would never be told.
  const point = async (how, what, scripts) => {
    if (document.querySelector("[aria-busy=true]")) return "a field is being checked";
    const found = find(how, what);
    if (!found) return `there is no ${what} among: ${[...top().querySelectorAll("a[href],button,summary,label")].filter(visible).map(named).join(" | ")}`;
    const place = visible(found) && found.getBoundingClientRect().width > 4 ? found : found.labels?.[0] ?? found;
    let box = null, hit = null;
    for (const block of ["nearest", "center"]) {
      place.scrollIntoView({ block, inline: "nearest" });
      // What is anchored to something else follows with the next frame only.
      if (scripts) await frame();
      box = place.getClientRects()[0];
      if (!box) return `${what} is not shown`;
      hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      if (hit && (place.contains(hit) || hit.contains(place) || hit.closest("label")?.control === found)) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    return `${what} is covered by ${hit ? hit.outerHTML.slice(0, 200) : "nothing: out of sight"}`;
  };
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const choose = (what, option) => {
    const select = field(what), wanted = [...(select?.options ?? [])].find((o) => flat(o.text) === option);
    if (!wanted) return `no choice ${option} at ${what}`;
    wanted.selected = true;
    ["input", "change"].forEach((kind) => select.dispatchEvent(new Event(kind, { bubbles: true })));
    return "";
  };
  const focused = () => {
    const e = document.activeElement;
    return !e || e === document.body ? "" : flat(e.labels?.[0] ? caption(e.labels[0]) : "") || named(e) || e.id || e.tagName;
  };
  const says = (text) => flat(document.body?.innerText).includes(flat(text));

  // What the state looks like to axe: the same twice need not be judged twice.
  const likeness = () => {
    const open = [...document.querySelectorAll(":popover-open,dialog:modal")].map((e) => e.id).join();
    const text = document.documentElement.outerHTML.replace(/\d+/g, "0") + open + innerWidth + matchMedia("(prefers-color-scheme: dark)").matches;
    let [a, b] = [7, 11];
    for (let at = 0; at < text.length; at++) { const code = text.charCodeAt(at); a = Math.imul(a, 31) + code | 0; b = Math.imul(b, 1000003) ^ code; }
    return `${a} ${b}`;
  };
  const sideways = () => {
    const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
    if (over <= 0) return "";
    const wide = [...document.body.querySelectorAll("*")].filter((e) => visible(e) && e.getBoundingClientRect().right > root.clientWidth + 1).at(-1);
    return `wider than the window by ${over}: ${wide?.outerHTML.slice(0, 200)}`;
  };
  // Judged from the top of the page: what a bar that stays lies over half depends on how far one has scrolled.
  const judge = async () => {
    const { scrollX, scrollY } = window;
    scrollTo({ left: 0, top: 0, behavior: "instant" });
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
    return violations.map((v) => `${v.id}: ${v.help}\n` + v.nodes.map((n) => `    ${n.html.slice(0, 300)}\n      ${flat(n.failureSummary)}`).join("\n"));
  };
  return { find, point, choose, focused, says, likeness, sideways, judge, flat, visible };
})();
