/* The search page without loading it anew: whatever changes the search asks the same address, as a script, and puts
   the answer in the places marked data-live. Without this script, or without htmx, the form and the links do it all.

   History is kept here and not by htmx, which would write the addresses (what somebody searched for) into the
   browser's storage. */
(() => {
  "use strict";
  const finder = document.getElementById("finder");
  if (!finder || !window.htmx) return;
  const form = document.getElementById("search");
  const words = document.getElementById("q");
  const facets = document.getElementById("facets");
  const said = document.getElementById("said");
  const trouble = document.getElementById("trouble");
  const results = document.getElementById("results");
  const PAUSE = 350; // milliseconds without a key after which words are searched
  let asked = null; // what is being asked now: its address, how it stands in the history, where the focus goes
  let typing = 0;
  let typed = false; // whether the newest entry of the history was made by typing: then it is replaced

  /* --- To bring a part of the page in line with the server's, and leave alone what is alike ----------------- */

  // Elements are known by their id. What has one is never made anew, so focus, scroll and what is unfolded stay.
  const morph = (old, fresh) => {
    const ids = new Set([...fresh.children].map((child) => child.id).filter(Boolean));
    const kept = new Map();
    for (const child of [...old.children]) {
      if (child.id && ids.has(child.id)) kept.set(child.id, child);
      else if (child.id) child.remove();
    }
    let at = old.firstChild;
    for (const next of [...fresh.childNodes]) {
      let match = kept.get(next.id);
      if (match) {
        while (at && at !== match && !kept.has(at.id)) {
          const gone = at;
          at = at.nextSibling;
          gone.remove();
        }
      } else if (at && !at.id && !next.id && at.nodeName === next.nodeName) {
        match = at;
      }
      if (match && match === at) at = at.nextSibling;
      else old.insertBefore(match || next, at);
      if (match) bringInLine(match, next);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  };

  const bringInLine = (old, fresh) => {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return;
    }
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    }
    for (const { name, value } of [...fresh.attributes]) {
      if (old.getAttribute(name) !== value && name !== "open") old.setAttribute(name, value);
    }
    if (old.type === "checkbox") old.checked = fresh.hasAttribute("checked");
    morph(old, fresh);
  };

  htmx.defineExtension("morph", {
    isInlineSwap: () => true,
    handleSwap: (style, target, fragment) => {
      for (const fresh of [...fragment.querySelectorAll("[data-live]")]) {
        const old = document.getElementById(fresh.id);
        if (old) bringInLine(old, fresh);
      }
      return [];
    },
  });

  /* --- To ask ----------------------------------------------------------------------------------------------- */

  const address = () => {
    const given = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(given).toString();
    return form.getAttribute("action") + (query && `?${query}`);
  };

  const ask = (to, { history = "push", then = null, byTyping = false } = {}) => {
    clearTimeout(typing);
    asked = { to, history, then, byTyping };
    // What failed is told by its own event, below.
    htmx.ajax("GET", to, { source: finder, target: finder, swap: "morph" }).catch(() => {});
  };

  const isHere = (to) => to === location.pathname + location.search;

  // An answer to what nobody wants to know any more changes nothing.
  const isWanted = ({ pathInfo }) => asked !== null && asked.to === pathInfo.requestPath;
  finder.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!isWanted(detail)) detail.shouldSwap = false;
  });
  finder.addEventListener("htmx:afterSwap", () => {
    const { to, history: way, then, byTyping } = asked;
    asked = null;
    trouble.hidden = true;
    if (way === "push" && !isHere(to)) {
      const again = byTyping && typed;
      history[again ? "replaceState" : "pushState"]({ search: true }, "", to);
    }
    typed = byTyping;
    if (!byTyping) words.value = results.dataset.q;
    // A new node, so that it is said even where the words are the same as before.
    said.replaceChildren(results.dataset.said);
    filterLists();
    if (then) then();
    else if (document.activeElement === document.body && !facets.matches(":popover-open")) toCount(false);
  });

  const failed = (detail, words) => {
    if (!isWanted(detail)) return;
    trouble.firstElementChild.textContent = words;
    trouble.querySelector("a").href = asked.to;
    trouble.hidden = false;
    if (facets.matches(":popover-open")) facets.hidePopover();
    trouble.scrollIntoView({ block: "nearest" });
  };
  finder.addEventListener("htmx:responseError", ({ detail }) => {
    failed(detail, detail.xhr.status === 429 ? trouble.dataset.often : trouble.dataset.ours);
  });
  finder.addEventListener("htmx:sendError", ({ detail }) => failed(detail, trouble.dataset.line));
  finder.addEventListener("htmx:timeout", ({ detail }) => failed(detail, trouble.dataset.line));

  /* --- What asks -------------------------------------------------------------------------------------------- */

  const toCount = (scroll = true) => {
    const count = document.getElementById("count");
    count.focus({ preventScroll: true });
    if (scroll) count.scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter && event.submitter.id === "show") {
      facets.hidePopover();
      if (isHere(address())) return toCount();
    }
    ask(address());
  });

  words.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      if (!isHere(address())) ask(address(), { byTyping: true });
    }, PAUSE);
  });
  words.addEventListener("chosen", (event) => {
    const to = new URL(event.detail.address, location.href);
    if (to.pathname !== location.pathname) return;
    event.preventDefault();
    ask(to.pathname + to.search);
  });

  facets.addEventListener("change", ({ target }) => {
    // The tick is seen first, and then asked about.
    if (target.form === form) requestAnimationFrame(() => setTimeout(() => ask(address())));
  });

  finder.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    let then = null;
    if (link.dataset.go === "top") then = toCount;
    if (link.dataset.go === "chip") {
      const place = [...document.querySelectorAll("#chips .chip")].indexOf(link);
      then = () => {
        const left = document.querySelectorAll("#chips .chip");
        if (left.length) left[Math.min(place, left.length - 1)].focus();
        else toCount();
      };
    }
    ask(link.getAttribute("href"), { then });
  });

  history.replaceState({ search: true }, "");
  addEventListener("popstate", ({ state }) => {
    if (state && state.search) ask(location.pathname + location.search, { history: "none" });
  });

  /* --- Long lists: type to see fewer ------------------------------------------------------------------------ */

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
  const filterList = (box) => {
    const wanted = plain(box.value);
    for (const group of document.getElementById(box.dataset.filters).children) {
      const rows = [...group.querySelectorAll(".choice")];
      for (const row of rows) row.hidden = !plain(row.querySelector("label > span").textContent).includes(wanted);
      group.hidden = rows.every((row) => row.hidden);
    }
  };
  const filterLists = () => facets.querySelectorAll("[data-filters]:not(:placeholder-shown)").forEach(filterList);
  facets.addEventListener("input", ({ target }) => {
    if (target.dataset.filters) filterList(target);
  });
  facets.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key !== "Escape" || !target.dataset.filters || !target.value) return;
    event.preventDefault();
    target.value = "";
    filterList(target);
  });

  /* --- The sheet: a popover everywhere; with this script the focus stays inside it --------------------------- */

  // Everything around the sheet but the way out.
  const around = function* () {
    for (let inside = facets; inside !== document.body; inside = inside.parentElement) {
      for (const other of inside.parentElement.children) {
        if (other !== inside && !other.matches(".exit, script") && other !== said) yield other;
      }
    }
  };
  const wide = matchMedia("(min-width: 60rem)");
  let barred = [];
  facets.addEventListener("toggle", ({ newState }) => {
    if (newState !== "open") return;
    barred = [...around()].filter((other) => !other.inert);
    for (const other of barred) other.inert = true;
    facets.setAttribute("role", "dialog");
    facets.setAttribute("aria-modal", "true");
    document.getElementById("facets-title").focus();
  });
  facets.addEventListener("beforetoggle", ({ newState }) => {
    if (newState !== "closed") return;
    for (const other of barred) other.inert = false;
    const wasOpen = barred.length > 0;
    barred = [];
    facets.removeAttribute("role");
    facets.removeAttribute("aria-modal");
    if (wasOpen) queueMicrotask(() => document.getElementById("to-facets")?.focus());
  });
  wide.addEventListener("change", () => {
    if (facets.matches(":popover-open")) facets.hidePopover();
  });

  /* --- Copy this search -------------------------------------------------------------------------------------- */

  finder.addEventListener("click", async ({ target }) => {
    const button = target.closest("#copy");
    if (!button) return;
    let outcome = button.dataset.copied;
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      outcome = button.dataset.failed;
    }
    button.textContent = outcome;
  });
})();
