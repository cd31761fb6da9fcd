"use strict";
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const heights = { history: 380, parallel: 430, timeline: 380 };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /* Axes take the room that their labels need, but for those of parallel coordinates, which older Optunas draw in WebGL. */
  function marginOf(key, narrow) {
    if (figures[key].data[0]?.type === "parcoords") return { l: 56, r: 56, t: 72, b: 30 };
    return key === "parallel" ? { l: 52, r: 28, t: 4, b: 10 } : { l: 10, r: narrow ? 16 : 28, t: 14, b: 10 };
  }

  /* What every figure has, in the colours that the page has now. */
  function layoutOf(key, layout) {
    const themed = structuredClone(layout);
    const narrow = window.innerWidth < 640;
    const bars = figures[key].data.some((trace) => trace.type === "bar") ? figures[key].data : [];
    const names = key === "importances" ? bars[0].y.length : 0;
    Object.assign(themed, {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: "system-ui, sans-serif", size: 12, color: colour("--ink") },
      colorway: [colour("--accent"), "#ea580c", "#10b981", "#a855f7"],
      height: names ? 90 + 34 * names : heights[key] || 280,
      margin: marginOf(key, narrow),
      legend: { orientation: "h", x: 0, y: 1.02, xanchor: "left", yanchor: "bottom" },
      hoverlabel: { bgcolor: colour("--card"), bordercolor: colour("--line"), font: { color: colour("--ink") } },
      dragmode: false,
    });
    for (const name of Object.keys(themed).filter((name) => /^[xy]axis\d*$/.test(name))) {
      Object.assign(themed[name], {
        automargin: true,
        gridcolor: colour("--line"),
        linecolor: colour("--line"),
        zerolinecolor: colour("--line"),
        nticks: themed[name].tickvals ? undefined : narrow ? 5 : 8,
      });
    }
    if (themed.xaxis && themed.xaxis.type === "log") {
      const values = figures[key].data.flatMap((trace) => trace.x);
      const isWide = Math.max(...values) >= 100 * Math.min(...values);
      Object.assign(themed.xaxis, { exponentformat: "e", ...(isWide ? { dtick: 1, nticks: undefined } : {}) });
    }
    for (const note of themed.annotations || []) {
      note.font = { ...note.font, color: colour("--ink") };
      Object.assign(note, { bgcolor: colour("--paper"), opacity: 0.85, borderpad: 1 });
    }
    if (names) themed.xaxis.range = [0, 1.12 * Math.max(...bars[0].x)];
    return themed;
  }

  function draw() {
    for (const place of document.querySelectorAll("[data-figure]")) {
      const key = place.dataset.figure;
      const { data, layout } = structuredClone(figures[key]);
      if (key === "parallel" && layout.xaxis) place.style.minWidth = `${88 * layout.xaxis.tickvals.length}px`;
      Plotly.react(place, data, layoutOf(key, layout), { responsive: true, displayModeBar: false, displaylogo: false });
    }
  }

  /* Numbers by size, texts by letters; what has no value is last either way. */
  function compare(a, b) {
    const [x, y] = [Number(a), Number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "en", { numeric: true }) : x - y;
  }

  function sortBy(table, column, heading) {
    const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of heading.parentElement.children) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
    const body = table.tBodies[0];
    const key = (row) => row.cells[column].dataset.key;
    const rows = [...body.rows].sort((one, other) => {
      const [a, b] = [key(one), key(other)];
      return a === "" || b === "" ? (a === "") - (b === "") : direction * compare(a, b);
    });
    body.append(...rows);
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      heading.firstElementChild.addEventListener("click", () => sortBy(table, column, heading));
    });
  }
  if (Object.keys(figures).length) {
    draw();
    dark.addEventListener("change", draw);
  }
})();
