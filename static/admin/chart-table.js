// The table of a chart in Wagtail's admin: a grid of cells instead of the text area that is sent.
(() => {
  "use strict";

  // The cells of a text, as core/charts/table.py splits it.
  const cellsOf = (text) => {
    const separator = text.includes("\t") ? "\t" : ";";
    const rows = text.replace(/\r\n?/g, "\n").replace(/^\n+|\n+$/g, "").split("\n");
    return rows.map((row) =>
      row.split(separator).map((cell) => {
        const quoted = /^"(.*)"$/s.exec(cell.trim());
        return quoted ? quoted[1].replaceAll('""', '"') : cell.trim();
      }),
    );
  };
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  window.wagtail.app.register(
    "chart-table",
    class extends window.StimulusModule.Controller {
      static values = { decimal: String, group: String, cell: String, bad: String };

      connect() {
        const [decimal, group] = [escaped(this.decimalValue), escaped(this.groupValue)];
        const digits = `(?:\\d+|\\d{1,3}(?:(?:${group}\\d{3})+|(?:[ \\u00a0\\u2009\\u202f]\\d{3})+))`;
        this.number = new RegExp(`^[+\\u2212-]?${digits}(?:${decimal}\\d+)?\\s*%?$|^(?:-|–|—|\\.\\.|…)?$`);
        this.table = document.createElement("table");
        this.table.className = "chart-table";
        this.table.addEventListener("input", () => this.#written());
        this.table.addEventListener("paste", (event) => this.#paste(event));
        this.table.addEventListener("keydown", (event) => this.#move(event));
        this.element.after(this.table);
        this.element.hidden = true;
        this.#fill(cellsOf(this.element.value));
      }

      disconnect() {
        this.table.remove();
        this.element.hidden = false;
      }

      get #inputs() {
        return [...this.table.rows].map((row) => [...row.querySelectorAll("input")]);
      }

      // Show the cells, with an empty row and column to go on in.
      #fill(cells) {
        const width = Math.max(2, ...cells.map((row) => row.length)) + 1;
        this.table.replaceChildren(
          ...[...cells, [], ...(cells.length < 2 ? [[]] : [])].map((row, r) => {
            const line = document.createElement("tr");
            for (let c = 0; c < width; c += 1) {
              const input = document.createElement("input");
              input.value = row[c] ?? "";
              input.type = "text";
              input.autocomplete = "off";
              input.ariaLabel = this.cellValue.replace("{row}", r + 1).replace("{column}", c + 1);
              const message = document.createElement("span");
              message.className = "chart-table__message";
              message.role = "status";
              const place = document.createElement(r && c ? "td" : "th");
              place.append(input, message);
              line.append(place);
            }
            return line;
          }),
        );
        this.#check();
      }

      #check() {
        this.#inputs.forEach((row, r) =>
          row.forEach((input, c) => {
            const isBad = r > 0 && c > 0 && !this.number.test(input.value.trim());
            input.ariaInvalid = String(isBad);
            const message = isBad ? this.badValue : "";
            if (input.nextSibling.textContent !== message) input.nextSibling.textContent = message;
          }),
        );
      }

      #written() {
        const cells = this.#inputs.map((row) => row.map((input) => input.value.replaceAll("\t", " ")));
        const lines = cells.filter((row) => row.some((cell) => cell.trim()));
        const width = Math.max(2, ...lines.map((row) => row.findLastIndex((cell) => cell.trim()) + 1));
        this.element.value = lines.map((row) => row.slice(0, width).join("\t")).join("\n");
        this.element.dispatchEvent(new Event("input", { bubbles: true }));
        this.element.dispatchEvent(new Event("change", { bubbles: true }));
        this.#check();
        const inputs = this.#inputs;
        if (inputs.at(-1).some((input) => input.value) || inputs.some((row) => row.at(-1).value)) {
          const [r, c] = this.#place(document.activeElement);
          this.#fill(cells.slice(0, cells.findLastIndex((row) => row.some(Boolean)) + 1));
          this.#inputs[r]?.[c]?.focus();
        }
      }

      #place(element) {
        return [element.closest("tr")?.rowIndex, element.closest("td, th")?.cellIndex];
      }

      // Spread what comes from a spreadsheet over the cells from here on.
      #paste(event) {
        const text = event.clipboardData.getData("text/plain");
        if (!/[\t\n]|;.*;/.test(text.trim())) return;
        event.preventDefault();
        const [top, left] = this.#place(event.target);
        const cells = this.#inputs.map((row) => row.map((input) => input.value));
        cellsOf(text).forEach((row, r) => {
          cells[top + r] ??= [];
          row.forEach((cell, c) => {
            cells[top + r][left + c] = cell;
          });
        });
        this.#fill(cells.map((row) => Array.from(row, (cell) => cell ?? "")));
        this.#written();
        this.#inputs[top][left].focus();
      }

      // Enter goes down, and does not send the form.
      #move(event) {
        if (event.key !== "Enter") return;
        event.preventDefault();
        const [r, c] = this.#place(event.target);
        this.#inputs[r + 1]?.[c]?.focus();
      }
    },
  );
})();
