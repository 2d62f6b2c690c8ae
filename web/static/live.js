// Tells an open page of a case what others write on it. Nothing on the page moves by itself: a line at its foot says what
// is new, and "show" brings it in. A form that somebody began to fill in stays as it is.
(() => {
  const box = document.querySelector("[data-live]");
  if (!box || !window.EventSource) return;
  const said = box.querySelector("[data-said]"), show = box.querySelector("[data-show]");
  const title = document.title;
  let seen = Number(box.dataset.seen), shown = seen, source, timer, wait = 1000, over = false;

  const close = () => {
    clearTimeout(timer);
    if (source) source.close();
    source = undefined;
  };
  const listen = () => {
    if (source || over || document.hidden) return;
    source = new EventSource(box.dataset.live + "?seen=" + seen);
    source.onopen = () => { wait = 1000; };
    source.addEventListener("news", (e) => tell(JSON.parse(e.data)));
    source.addEventListener("gone", () => { over = true; close(); say(box.dataset.gone, 0); });
    source.onerror = () => {
      if (!source || source.readyState !== EventSource.CLOSED) return; // it comes back by itself
      close();
      timer = setTimeout(listen, wait + Math.random() * wait);
      wait = Math.min(wait * 2, 60000);
    };
  };
  const say = (text, many) => {
    said.textContent = text;
    box.classList.add("told");
    document.title = many ? "(" + many + ") " + title : title;
  };
  const tell = (news) => {
    if (news.seq <= seen) return;
    seen = news.seq;
    const last = news.lines[news.lines.length - 1];
    say(last ? last.text : "", seen - shown);
    show.hash = "line-" + seen;
  };

  // What a person has typed, chosen or attached, in any form of the page.
  const began = () => [...document.querySelectorAll("main form")].some((f) => [...f.elements].some((e) => {
    if (e.type === "hidden" || e.tagName === "BUTTON" || e.tagName === "FIELDSET") return false;
    if (e.type === "checkbox" || e.type === "radio") return e.checked !== e.defaultChecked;
    if (e.type === "file") return e.files.length > 0;
    if (e.tagName === "SELECT") {
      const first = [...e.options].findIndex((o) => o.defaultSelected);
      return e.selectedIndex !== Math.max(0, first);
    }
    return e.value !== e.defaultValue;
  }));

  // Brings everything but the forms up to date.
  const refresh = async () => {
    const url = new URL(location.href);
    url.hash = "";
    ["do", "done"].forEach((name) => url.searchParams.delete(name));
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error("no page");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const head = document.querySelector("[data-head]"), freshHead = page.querySelector("[data-head]");
    if (head && freshHead) head.replaceWith(freshHead);
    const columns = document.querySelectorAll(".case > *"), fresh = page.querySelectorAll(".case > *");
    columns.forEach((column, i) => {
      const kept = column.querySelector(":scope > .at-1");
      [...column.children].forEach((part) => { if (part !== kept) part.remove(); });
      [...(fresh[i] ? fresh[i].children : [])].forEach((part) => { if (!kept || !part.matches(".at-1")) column.append(part); });
    });
  };
  show.addEventListener("click", async (e) => {
    e.preventDefault();
    if (!began()) {
      history.replaceState(null, "", show.hash);
      location.reload();
      return;
    }
    try {
      await refresh();
      shown = seen;
      box.classList.remove("told");
      document.title = title;
      document.querySelector(show.hash)?.scrollIntoView({ block: "center" });
    } catch {
      said.textContent = box.dataset.failed;
    }
  });

  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else listen(); });
  addEventListener("pagehide", close);
  addEventListener("pageshow", listen);
  listen();
})();
