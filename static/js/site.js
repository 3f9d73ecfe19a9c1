/* On every page: the way out, and the end of a session in which nothing happens. Both work without this file, less
   quickly. It has no words of its own: they stand in the page, in its language. */
(() => {
  "use strict";

  const seconds = 1000;

  /* --- What went wrong is read first ----------------------------------------------------------------------- */

  document.querySelector("#content [role=alert][tabindex='-1']")?.focus();

  /* --- Exit this page ------------------------------------------------------------------------------------- */

  const exit = document.querySelector("[data-exit]");

  /* Hide first, then sign out beside it, then go: the neutral page takes this one's place in the history. */
  const leave = () => {
    document.documentElement.classList.add("is-leaving");
    document.title = "\u200b";
    say(exit.dataset.leaving);
    fetch(exit.href, { keepalive: true, redirect: "manual", credentials: "same-origin" }).catch(() => {});
    location.replace(exit.dataset.exit);
  };

  const voice = document.querySelector("[data-exit-says]");
  const say = (words) => { voice.textContent = words; };

  const presses = { needed: 3, within: 5 * seconds, count: 0, timer: 0, alone: false };
  const showPresses = () => {
    exit.classList.toggle("is-counting", presses.count > 0);
    exit.querySelectorAll(".exit-presses span").forEach((dot, place) => dot.classList.toggle("on", place < presses.count));
  };
  const stopCounting = () => {
    if (!presses.count) return;
    clearTimeout(presses.timer);
    presses.count = 0;
    showPresses();
    say(exit.dataset.stopped);
  };
  const countPress = () => {
    clearTimeout(presses.timer);
    presses.count += 1;
    showPresses();
    if (presses.count === presses.needed) return leave();
    say(presses.count === 1 ? exit.dataset.twoMore : exit.dataset.oneMore);
    presses.timer = setTimeout(stopCounting, presses.within);
  };

  if (exit) {
    /* What else stays in the window stands on it, and it is two lines high where its words are long or large. */
    const bar = exit.closest(".exit");
    /* Only what stands on it is told: if the whole page were, each element would be styled twice before the first paint. */
    const tell = (one) => one.style.setProperty("--exit-height", `${bar.offsetHeight}px`);
    new ResizeObserver(() => document.querySelectorAll(".decision-bar, :popover-open").forEach(tell)).observe(bar);
    document.addEventListener("beforetoggle", (event) => {
      if (event.newState === "open") tell(event.target);
    }, true);
    document.addEventListener("click", (event) => {
      if (!event.target.closest("[data-exit], [data-leave]")) return;
      event.preventDefault();
      leave();
    });
    /* Shift counts when it is pressed and let go by itself: not for a capital letter, nor with Tab. */
    document.addEventListener("keydown", (event) => {
      if (event.key === "Shift") {
        if (!event.repeat) presses.alone = !(event.ctrlKey || event.altKey || event.metaKey);
      } else {
        presses.alone = false;
        stopCounting();
      }
    });
    document.addEventListener("keyup", (event) => {
      if (event.key === "Shift" && presses.alone) countPress();
      if (event.key === "Shift") presses.alone = false;
    });
    document.addEventListener("pointerdown", () => { presses.alone = false; });
    /* Whoever comes back with the browser's Back button asks the server what may be shown. */
    addEventListener("pageshow", (event) => {
      if (event.persisted && document.documentElement.classList.contains("is-leaving")) location.reload();
    });
  }

  /* --- The session ends when nothing happens --------------------------------------------------------------- */

  const warning = document.querySelector("dialog[data-idle]");
  if (!warning) return;

  const whole = Number(warning.dataset.idle) * seconds;
  const ahead = Number(warning.dataset.warning) * seconds;
  const clock = warning.querySelector("[data-time]");
  const spoken = warning.querySelector("[data-idle-says]");
  const stay = warning.querySelector("form");
  const session = { end: Date.now() + whole, timer: 0, tick: 0, told: Date.now(), isOver: false };

  const ask = async (options) => {
    const answer = await fetch(warning.dataset.session, { headers: { "X-Background": "yes" }, credentials: "same-origin", ...options });
    return (await answer.json()).left * seconds;
  };
  const waitFor = (left) => {
    session.end = Date.now() + left;
    clearTimeout(session.timer);
    session.timer = setTimeout(look, Math.max(0, left - ahead));
  };

  /* Somebody may be at work in another window: only the server knows. */
  const look = async () => {
    if (session.isOver) return;
    let left = session.end - Date.now();
    try { left = await ask(); } catch { /* Offline: go by one's own clock. */ }
    if (left <= 0) return end();
    waitFor(left);
    if (left <= ahead) warn();
    else if (warning.open) warning.close();
  };

  const warn = () => {
    clearTimeout(session.timer);
    if (!warning.open) warning.showModal();
    clearInterval(session.tick);
    session.tick = setInterval(tick, seconds);
    tick();
  };
  const tick = () => {
    const left = Math.max(0, Math.round((session.end - Date.now()) / seconds));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === 60) spoken.textContent = spoken.dataset.oneMinute;
    if (left === 20) spoken.textContent = spoken.dataset.soon;
    if (left > 0) return;
    clearInterval(session.tick);
    look();
  };

  const goOn = async () => {
    clearInterval(session.tick);
    spoken.textContent = "";
    if (warning.open) warning.close();
    try {
      const left = await ask({ method: "POST", body: new FormData(stay) });
      if (left <= 0) return end();
      session.told = Date.now();
      waitFor(left);
    } catch {
      waitFor(session.end - Date.now());
    }
  };
  stay.addEventListener("submit", (event) => { event.preventDefault(); goOn(); });
  warning.addEventListener("cancel", (event) => { event.preventDefault(); goOn(); });

  /* Who writes for long without sending anything is still there: say so now and then. */
  const every = Math.min(5 * 60 * seconds, whole / 6);
  const stillHere = () => {
    if (session.isOver || warning.open || Date.now() - session.told < every) return;
    session.told = Date.now();
    goOn();
  };
  ["keydown", "input", "pointerdown"].forEach((name) => document.addEventListener(name, stillHere, { passive: true }));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });

  /* What was typed goes to the server, which keeps it for its owner; then the page shows nothing any more. */
  const touched = new Set();
  document.addEventListener("input", (event) => { if (event.target.form) touched.add(event.target.form); });
  const end = () => {
    if (session.isOver) return;
    session.isOver = true;
    clearTimeout(session.timer);
    clearInterval(session.tick);
    const form = [...touched].find((one) => one.isConnected && one.elements.namedItem("owner_mark"));
    const options = { keepalive: true, credentials: "same-origin", headers: { "X-Background": "yes" } };
    if (form) fetch(warning.dataset.over, { ...options, method: "POST", body: new FormData(form) }).catch(() => {});
    else fetch(exit.href, { ...options, redirect: "manual" }).catch(() => {});

    const template = document.getElementById("idle-over");
    const shown = template.content.cloneNode(true);
    const signIn = shown.querySelector("a.button");
    signIn.href += `?next=${encodeURIComponent(location.pathname + location.search)}`;
    if (warning.open) warning.close();
    const main = document.getElementById("content");
    for (const part of [...document.body.children]) {
      if (part !== main && !part.matches(".exit, script")) part.remove();
    }
    main.replaceChildren(shown);
    document.title = template.dataset.title;
    main.querySelector("[role=heading]").focus();
  };

  waitFor(whole);
})();
