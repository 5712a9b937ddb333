// Companion of ipycytoscape's CytoscapeWidget. It holds the present state of the flowsheet (elements, style,
// selection) for every view of the widget and talks to the cytoscape.js core of each view directly, one
// message an action. Messages to here: {v, sequence, op, ...}; messages to Python: {v, event, view, ...}.
// Database text reaches the page only as cytoscape labels, which are painted on a canvas.

const VERSION = 1;
const PADDING = 28;
const SMALLEST_VIEW = 30; // [px]; a view below this size is not laid out yet
const SETTLE = 30; // [ms]; events of one gesture are gathered for this long
const ZOOM_STEP = 1.25; // lines are redrawn with their least width when the zoom has changed by this

function initialize({ model }) {
  const state = readState(model);
  const views = new Set();
  const send = (message) => model.send({ v: VERSION, ...message });

  const onMessage = (message) => {
    if (message.v !== VERSION) return;
    // A message was missed while the page was loading: ask for everything instead of showing half of it.
    if (message.op !== "replace" && message.sequence !== state.sequence + 1) {
      send({ event: "resync" });
      return;
    }
    state.sequence = message.sequence;
    applyToState(state, message);
    for (const view of views) view.apply(message);
  };
  model.on("msg:custom", onMessage);

  let disposed = false;
  const adopt = (widgetView) => {
    waitForCore(widgetView, () => disposed, (core) => {
      const view = createView(core, state, send);
      views.add(view);
      const release = () => {
        if (!views.delete(view)) return;
        widgetView.cytoscape_obj = null; // ipycytoscape asks for it on a later change of layout
        view.dispose();
      };
      widgetView.once("remove", release);
    });
  };
  watchViews(model, () => disposed, adopt);

  return () => {
    disposed = true;
    model.off("msg:custom", onMessage);
    for (const view of views) view.dispose();
    views.clear();
  };
}

function readState(model) {
  return {
    sequence: model.get("sequence"),
    elements: new Map((model.get("elements") || []).map((element) => [element.data.id, element])),
    style: model.get("style_rules") || [],
    selected: model.get("selected") || [],
  };
}

function applyToState(state, message) {
  const { elements } = state;
  if (message.op === "replace") {
    state.elements = new Map(message.elements.map((element) => [element.data.id, element]));
    state.style = message.style;
    state.selected = message.selected;
  } else if (message.op === "update") {
    for (const [id, data] of Object.entries(message.data)) {
      const element = elements.get(id);
      if (element) Object.assign(element.data, data);
    }
  } else if (message.op === "positions") {
    for (const [id, x, y] of message.positions) {
      const element = elements.get(id);
      if (element) element.position = { x, y };
    }
  } else if (message.op === "select") {
    state.selected = message.ids;
  }
}

// The views of the cytoscape widget, those that exist and those still to come.
async function watchViews(model, isDisposed, adopt) {
  const target = await findModel(model, isDisposed);
  if (!target) return;
  const hook = (promise) => Promise.resolve(promise).then(adopt);
  Object.values(target.views || {}).forEach(hook);
  target.views = new Proxy(target.views || {}, {
    set(all, key, promise) {
      all[key] = promise;
      hook(promise);
      return true;
    },
  });
}

// After a page reload the widgets come back in any order, so the model may not be there yet.
async function findModel(model, isDisposed) {
  const manager = model.widget_manager;
  for (let attempt = 0; attempt < 200 && !isDisposed(); attempt += 1) {
    if (!manager.has_model || manager.has_model(model.get("target"))) {
      return manager.get_model(model.get("target"));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}

function waitForCore(widgetView, isDisposed, ready) {
  let removed = false;
  widgetView.once("remove", () => { removed = true; });
  const look = () => {
    if (removed || isDisposed()) return;
    if (widgetView.cytoscape_obj) ready(widgetView.cytoscape_obj);
    else setTimeout(look, 20);
  };
  Promise.resolve(widgetView.displayed).then(look);
}

function createView(core, state, send) {
  const id = Math.random().toString(36).slice(2);
  const cleanups = [];
  let disposed = false;
  let quiet = false; // true while a change comes from Python and must not be reported back
  const quietly = (action) => {
    quiet = true;
    try { core.batch(action); } finally { quiet = false; }
  };
  const report = (event, content) => send({ event, view: id, ...content });
  const camera = keepFitted(core, cleanups);

  let applied = "";
  const restyle = () => {
    if (disposed) return;
    const rules = resolve(state.style, core);
    const wanted = JSON.stringify(rules);
    if (wanted === applied) return;
    applied = wanted;
    core.style().fromJson(rules).update();
  };
  const select = (ids) => quietly(() => {
    core.elements(":selected").unselect();
    for (const one of ids) core.getElementById(one).select();
  });
  const rebuild = () => {
    quietly(() => {
      core.elements().remove();
      core.add(structuredClone([...state.elements.values()]));
    });
    restyle();
    select(state.selected);
  };
  rebuild();
  camera.fit();
  onThemeChange(restyle, cleanups);
  core.on("zoom", settle(restyle, 4 * SETTLE));
  refreshPointerOrigin(core, cleanups);
  reportGestures(core, report, () => quiet);
  report("ready", { count: state.elements.size });

  const operations = {
    replace: (message) => { rebuild(); if (message.fit || !camera.isMoved()) camera.fit(); },
    update: (message) => quietly(() => {
      for (const [one, data] of Object.entries(message.data)) core.getElementById(one).data(data);
    }),
    positions: (message) => message.view !== id && quietly(() => {
      for (const [one, x, y] of message.positions) core.getElementById(one).position({ x, y });
    }),
    select: (message) => {
      if (message.view === id) return;
      select(message.ids);
      if (!message.view) camera.show(message.ids);
    },
    fit: (message) => camera.fit(message.ids),
  };
  return {
    apply: (message) => operations[message.op]?.(message),
    dispose: () => {
      disposed = true;
      for (const cleanup of cleanups) cleanup();
      core.destroy();
    },
  };
}

// Fit once drawn, again when the view gets its size late or is resized, until the user moves the view.
function keepFitted(core, cleanups) {
  let moved = false;
  const fit = (ids) => {
    const wanted = ids ? core.collection(ids.map((one) => core.getElementById(one))) : undefined;
    if (core.width() < SMALLEST_VIEW || core.height() < SMALLEST_VIEW) return;
    core.fit(wanted, PADDING);
    // A network of three components would otherwise fill the screen with one symbol.
    if (core.zoom() > 1.4) { core.zoom(1.4); core.center(wanted); }
    moved = false;
  };
  // What was selected in a table or a message may lie outside the view.
  const show = (ids) => {
    if (!ids.length) return;
    const wanted = core.collection(ids.map((one) => core.getElementById(one)));
    const [box, seen] = [wanted.boundingBox({ includeLabels: false }), core.extent()];
    const outside = box.x2 < seen.x1 || box.x1 > seen.x2 || box.y2 < seen.y1 || box.y1 > seen.y2;
    if (wanted.nonempty() && outside) core.center(wanted);
  };
  const container = core.container();
  const markMoved = () => { moved = true; };
  container.addEventListener("wheel", markMoved, { passive: true });
  core.on("dragpan pinchzoom", markMoved);
  const observer = new ResizeObserver(() => {
    core.resize();
    if (!moved) fit();
  });
  observer.observe(container);
  cleanups.push(() => observer.disconnect(), () => container.removeEventListener("wheel", markMoved));
  return { fit, show, isMoved: () => moved };
}

// cytoscape.js caches where its container is on the page; after a scroll or a layout shift every click would
// hit the wrong element.
function refreshPointerOrigin(core, cleanups) {
  const refresh = () => core.renderer()?.invalidateContainerClientCoordsCache?.();
  const options = { capture: true, passive: true };
  const container = core.container();
  for (const name of ["pointerdown", "pointermove", "pointerenter", "wheel", "touchstart"]) {
    container.addEventListener(name, refresh, options);
    cleanups.push(() => container.removeEventListener(name, refresh, options));
  }
}

function reportGestures(core, report, isQuiet) {
  const moved = new Map();
  const reportMoved = settle(() => {
    if (!moved.size) return;
    report("moved", { positions: [...moved].map(([one, { x, y }]) => [one, x, y]) });
    moved.clear();
  });
  core.on("dragfree", "node", ({ target }) => {
    moved.set(target.id(), { ...target.position() });
    reportMoved();
  });
  core.on("tap", ({ target }) => report("tap", { id: target === core ? null : target.id() }));
  const reportSelected = settle(() => report("selected", { ids: core.$(":selected").map((one) => one.id()) }));
  core.on("select unselect", () => { if (!isQuiet()) reportSelected(); });
}

function settle(action, milliseconds = SETTLE) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}

// Style rules may hold what cytoscape.js does not know: JupyterLab's variables, "var(--jp-...)", so that both
// themes look right, and "px(a, b, c)": b at zoom 1, at least a pixels of the screen when zoomed out, but at
// most c. So lines, symbols and labels are still seen when all of a network is fitted.
function resolve(rules, core) {
  const probe = document.createElement("span");
  core.container().appendChild(probe);
  const zoom = ZOOM_STEP ** Math.round(Math.log(core.zoom()) / Math.log(ZOOM_STEP));
  const pixels = /(-?)px\(([\d.]+), ([\d.]+), ([\d.]+)\)/;
  const size = ([, sign, least, normal, most]) => {
    const wanted = Math.min(Math.max(least / zoom, normal), Math.max(most, normal));
    return Number(wanted.toPrecision(4)) * (sign ? -1 : 1);
  };
  const resolveValue = (value) => {
    if (typeof value !== "string") return value;
    const found = value.match(pixels);
    if (found) return size(found);
    if (!value.startsWith("var(")) return value;
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const resolved = rules.map(({ selector, style }) => ({
    selector: selector.replace(pixels, (...found) => size(found)),
    style: Object.fromEntries(Object.entries(style).map(([name, value]) => [name, resolveValue(value)])),
  }));
  probe.remove();
  return resolved;
}

function onThemeChange(action, cleanups) {
  const observer = new MutationObserver(settle(action));
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name", "class"] });
  cleanups.push(() => observer.disconnect());
}

export default { initialize };
