/* Nothing is kept in the browser's storage: htmx would write the address, and with it what somebody searched for. */
Object.defineProperty(window, "sessionStorage", { value: null });
