/* Suggestions below a text box: the ARIA pattern "editable combobox with list autocomplete". A box with data-combobox
   asks that address while somebody types, with all that its form holds; the answer brings groups of options, each
   with the address that it leads to, and the words that say how many there are. Whoever listens for "chosen" may go
   there in another way. Without this script the box is a plain text box. */
(() => {
  "use strict";
  const PAUSE = 150; // milliseconds
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const begin = (box) => {
    const id = `${box.id}-suggestions`;
    const list = make("div", { id, role: "listbox", "aria-label": box.dataset.label, class: "listbox", hidden: "" });
    const count = make("p", { role: "status", class: "visually-hidden" });
    box.after(list, count);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, "aria-haspopup": "listbox",
    })) box.setAttribute(key, value);
    let options = [];
    let at = -1; // the option that is pointed at; -1 for none
    let waiting = 0;
    let question = null; // can be taken back

    const point = (to) => {
      if (options[at]) options[at].setAttribute("aria-selected", "false");
      at = to;
      if (options[at]) {
        options[at].setAttribute("aria-selected", "true");
        options[at].scrollIntoView({ block: "nearest" });
        box.setAttribute("aria-activedescendant", options[at].id);
      } else {
        box.removeAttribute("aria-activedescendant");
      }
    };
    const isOpen = () => !list.hidden;
    const open = () => {
      list.hidden = !options.length;
      box.setAttribute("aria-expanded", String(isOpen()));
    };
    const close = () => {
      clearTimeout(waiting);
      question?.abort();
      point(-1);
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
    };
    const choose = (option) => {
      const { address } = option.dataset;
      close();
      box.value = "";
      count.textContent = "";
      const chosen = new CustomEvent("chosen", { detail: { address }, bubbles: true, cancelable: true });
      if (box.dispatchEvent(chosen)) location.assign(address);
    };

    const show = ({ groups, said }) => {
      point(-1);
      options = [];
      list.replaceChildren(...groups.map((group, number) => {
        const title = make("div", { id: `${id}-group-${number}`, role: "presentation" }, group.label);
        const rows = group.options.map(({ text, hint, address }) => {
          const option = make("div", { id: `${id}-${options.length}`, role: "option", "aria-selected": "false", "data-address": address }, make("span", {}, text));
          if (hint) option.append(" ", make("span", { class: "hint" }, hint));
          options.push(option);
          return option;
        });
        return make("div", { role: "group", "aria-labelledby": title.id }, title, ...rows);
      }));
      open();
      count.textContent = said;
    };
    const ask = async () => {
      question?.abort();
      question = new AbortController();
      const { signal } = question;
      const query = new URLSearchParams([...new FormData(box.form)].filter(([, value]) => value !== ""));
      try {
        const answer = await fetch(`${box.dataset.combobox}?${query}`, { signal, headers: { Accept: "application/json" } });
        if (!answer.ok) return close();
        const found = await answer.json();
        if (!signal.aborted && document.activeElement === box) show(found);
      } catch {
        if (!signal.aborted) close(); // Suggestions are a help only: the search itself says what is wrong.
      }
    };

    box.addEventListener("input", () => {
      clearTimeout(waiting);
      if (!box.value.trim()) {
        options = [];
        count.textContent = "";
        return close();
      }
      waiting = setTimeout(ask, PAUSE);
    });
    box.addEventListener("keydown", (event) => {
      const { key } = event;
      if (event.isComposing) return;
      if (key === "ArrowDown" || key === "ArrowUp") {
        if (!options.length) return;
        event.preventDefault();
        const down = key === "ArrowDown";
        if (!isOpen()) {
          open();
          if (!event.altKey) point(down ? 0 : options.length - 1);
        } else if (event.altKey && !down) {
          close();
        } else {
          // Beyond either end lies the text box itself.
          const next = at + (down ? 1 : -1);
          point(next < -1 ? options.length - 1 : next >= options.length ? -1 : next);
        }
      } else if (key === "Enter" && isOpen() && options[at]) {
        event.preventDefault();
        choose(options[at]);
      } else if (key === "Enter") {
        close();
      } else if (key === "Escape" && isOpen()) {
        event.preventDefault();
        close();
      } else if (key === "Escape" && box.value) {
        event.preventDefault();
        box.value = "";
        box.dispatchEvent(new Event("input", { bubbles: true }));
      } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) {
        point(-1); // These move in the text.
      }
    });
    box.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) choose(option);
    });
  };

  document.querySelectorAll("[data-combobox]").forEach(begin);
})();
