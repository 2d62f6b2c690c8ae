// The keys of the closure desk: J and K go to the next and the one before, C, A and R open the call, the approval and the
// return; Escape leaves what is being written. The page names them and works without this file. They rest while somebody
// writes, and can be switched off, since
// a single letter may be a command of the reader's own tools; the choice stays in this browser.
(() => {
  const stored = "closure-desk-keys";
  const box = document.getElementById("keys");
  const button = document.getElementById("keys-switch");
  if (!box || !button) return;
  let on = true;
  try { on = localStorage.getItem(stored) !== "off"; } catch { /* no storage: on, for this page */ }
  const say = () => { button.textContent = on ? box.dataset.off : box.dataset.on; };
  document.getElementById("keys-alone").hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => {
    on = !on;
    try { localStorage.setItem(stored, on ? "on" : "off"); } catch { /* for this page only */ }
    say();
  });
  say();
  const unfold = (link) => {
    const hash = link.getAttribute("href");
    if (!hash.startsWith("#")) return false;
    const move = document.getElementById(hash.slice(1));
    if (!move) return false;
    move.open = true;
    move.scrollIntoView({ block: "nearest" });
    (move.querySelector("input:not([type=hidden]), textarea, select, button") || move).focus();
    return true;
  };
  const go = (link) => { if (!unfold(link)) link.click(); };
  for (const link of box.querySelectorAll("[data-key]")) {
    link.addEventListener("click", (e) => { if (unfold(link)) e.preventDefault(); });
  }
  document.addEventListener("keydown", (e) => {
    if (!on || e.ctrlKey || e.altKey || e.metaKey || e.isComposing || e.repeat) return;
    if (e.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) {
      if (e.key === "Escape" && box.querySelector("[data-key]")) e.target.blur();
      return;
    }
    const link = box.querySelector(`[data-key="${CSS.escape(e.key.toLowerCase())}"]`);
    if (!link) return;
    e.preventDefault();
    go(link);
  });
})();
