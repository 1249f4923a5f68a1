// What makes pages quick and live: keys, parts that renew themselves, a claim that lasts as long as its tab. Without it every page does the same, by Tab and by loading again.
const $ = (what, within = document) => within.querySelector(what);
const $$ = (what, within = document) => [...within.querySelectorAll(what)];
const tab = sessionStorage.tab ??= crypto.getRandomValues(new Uint32Array(2)).join("-");

/* ---- what is shown renews itself ---- */
const stream = $("#stream");
const parts = () => $$("[data-part]");
let renewing = false, again = false, hidden = false;

// A screen reader hears of it only when the state changes.
function show(state, words) {
  if (!stream || stream.dataset.state === state) return;
  stream.dataset.state = state;
  $("#stream-text").textContent = words;
}

async function renew() {
  if (document.hidden) { hidden = true; return; }
  if (renewing) { again = true; return; }
  renewing = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected && new URL(answer.url).pathname === "/signin") { show("off", "Signed out: load the page again"); source.close(); return; }
    if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* The stream says when it is lost. */ } finally {
    renewing = false;
    if (again) { again = false; renew(); }
  }
}

// What is chosen, focused or typed stays; rows that came are tinted once.
function swap(fresh) {
  for (const part of parts()) {
    const next = $(`[data-part="${part.dataset.part}"]`, fresh);
    if (!next || next.innerHTML === part.innerHTML) continue;
    const chosen = new Set($$("input:checked", part).map(i => i.value));
    const known = new Set($$("[id]", part).map(e => e.id));
    const row = document.activeElement?.closest?.("[data-row]"), within = part.contains(document.activeElement) ? row?.id : null;
    const what = within && (document.activeElement.matches("[data-open]") ? "[data-open]" : document.activeElement.matches("input") ? "input" : "[data-row-key]");
    part.replaceChildren(...next.cloneNode(true).childNodes);
    for (const box of $$("input[type=checkbox]", part)) box.checked = chosen.has(box.value);
    for (const item of $$("[data-row]", part)) if (!known.has(item.id)) item.classList.add("arrived");
    if (within) ($(`#${within} ${what}`) ?? $(`#${within} [data-open]`) ?? $("[data-open]", part))?.focus({ preventScroll: true });
    count();
  }
  const main = $("[data-version]"), now = $("[data-version]", fresh);
  if (main && now && main.dataset.version !== now.dataset.version) {
    main.dataset.version = now.dataset.version;
    $("#moved")?.removeAttribute("hidden");
  }
}

let source = null;
if (stream || parts().length) {
  source = new EventSource($("[data-changes]")?.dataset.changes ?? "/changes");
  source.addEventListener("still", () => show("live", "Live"));
  source.addEventListener("changed", () => { show("live", "Live"); renew(); });
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED ? show("off", "Not live any more: load the page again") : show("lost", "Connection lost, trying again"));
  // What is left of a clock, and who has what, changes by time alone.
  if ($("[data-row]")) setInterval(renew, 60_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && hidden) { hidden = false; renew(); } });
}

/* ---- a claim lasts as long as its tab ---- */
const lease = $("#lease");
let sending = false;
document.addEventListener("submit", event => {
  if (event.target.method !== "post" || event.target.closest("#find")) return;
  sending = true;
  for (const field of $$("input[name=tab]", event.target)) field.value = tab;
  // A second click sends nothing; the page that follows brings a button of its own.
  setTimeout(() => $$("button", event.target).forEach(b => { b.disabled = true; }), 0);
});
addEventListener("pageshow", event => { if (event.persisted) { sending = false; $$("form button:disabled").forEach(b => { b.disabled = false; }); } });
if (lease) {
  const body = () => { const form = new FormData(lease); form.set("tab", tab); return form; };
  const keep = async () => {
    try {
      const answer = await fetch(lease.dataset.renew, { method: "POST", body: body() });
      if (answer.status === 409) { $("#lost").hidden = false; $("#lost").textContent = await answer.text(); clearInterval(timer); }
    } catch { /* The lease runs on for a while. */ }
  };
  const timer = setInterval(keep, 30_000);
  keep();
  addEventListener("pagehide", () => { if (!sending) navigator.sendBeacon(lease.dataset.leave, body()); });
}

/* ---- rows ---- */
function count() {
  const chosen = $("[data-chosen]");
  if (!chosen) return;
  const n = $$("input[name=id]:checked").length;
  chosen.textContent = n === 0 ? "Choose rows by their boxes." : n === 1 ? "1 chosen." : `${n} chosen.`;
}
document.addEventListener("change", event => {
  if (event.target.name === "id") count();
  if (event.target.form?.matches("[data-auto]")) event.target.form.requestSubmit();
});
count();
const rows = () => $$("[data-row]");
const here = () => rows().find(r => r.contains(document.activeElement));
function to(row) {
  const link = row && $("[data-open]", row);
  link?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}
function move(step) {
  const all = rows(), at = all.indexOf(here());
  to(at < 0 ? all[0] : all[Math.min(all.length - 1, Math.max(0, at + step))]);
}
// Who comes back stands where they were; the browser's own jump to the row takes the focus away, so this comes after it.
if (location.hash.startsWith("#r-")) addEventListener("load", () => setTimeout(() => to(document.getElementById(location.hash.slice(1))), 50));

/* ---- keys ---- */
const singles = $$("[data-single-keys]");
const single = () => localStorage.singleKeys !== "off";
for (const box of singles) {
  box.checked = single();
  box.addEventListener("change", () => { localStorage.singleKeys = box.checked ? "on" : "off"; });
}
for (const button of $$("[data-dialog]")) button.addEventListener("click", event => { if (openDialog(button.dataset.dialog)) event.preventDefault(); });
function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return !!dialog;
}

/* ---- the palette: the same form as on its page, answered in place ---- */
$("#find .find")?.addEventListener("submit", async event => {
  event.preventDefault();
  const form = event.target, hits = $("#find [data-hits]");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  const found = $("[data-found]", new DOMParser().parseFromString(await answer.text(), "text/html"));
  hits.replaceChildren(...(found?.cloneNode(true).childNodes ?? []));
  $("[data-open]", hits)?.focus();
});
$("#find")?.addEventListener("keydown", event => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const all = $$("#find [data-open]"), at = all.indexOf(document.activeElement);
  if (all.length === 0) return;
  event.preventDefault();
  all[Math.min(all.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
});
const typing = target => target.matches("input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select");
const shown = element => element.offsetParent !== null;

function press(element) {
  if (!element) return false;
  if (element.matches("details")) {
    element.open = true;
    element.scrollIntoView({ block: "nearest" });
    ($("input:not([type=hidden]), select, textarea, button", element) ?? $("summary", element)).focus();
  } else if (element.matches("input, select, textarea")) element.focus();
  else element.click();
  return true;
}

let going = 0;
document.addEventListener("keydown", event => {
  const { key, target } = event;
  if ((event.ctrlKey || event.metaKey) && key === "Enter" && target.form) { event.preventDefault(); target.form.requestSubmit(); return; }
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "k" && $("#find")) { event.preventDefault(); openDialog("find"); $("#find input[name=q]").select(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  if (key === "Escape") {
    const open = target.closest?.("details[open]");
    if (typing(target)) target.blur();
    if (open) { open.open = false; $("summary", open).focus(); } else if (!typing(target)) $("[data-key=Escape]")?.click();
    return;
  }
  if (typing(target)) return;
  if (key === "?") { event.preventDefault(); openDialog("keys"); return; }
  if (!single()) return;
  const letter = key.toLowerCase();
  if (Date.now() - going < 1500) {
    going = 0;
    const place = $(`[data-go="${CSS.escape(letter)}"]`);
    if (place) { event.preventDefault(); place.click(); }
    return;
  }
  if (letter === "g") { going = Date.now(); return; }
  if (rows().length && (letter === "j" || letter === "k")) { event.preventDefault(); move(letter === "j" ? 1 : -1); return; }
  const row = here();
  if (row && letter === "x") { event.preventDefault(); $("input[name=id]", row)?.click(); return; }
  const found = (row && $(`[data-row-key="${CSS.escape(letter)}"]`, row)) || $$(`[data-key="${CSS.escape(letter)}"]`).find(shown);
  if (found) { event.preventDefault(); press(found); }
});
