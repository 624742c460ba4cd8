// Draws the tables of the desk's numbers as bars, again with each reading. A bar opens what its number in the table opens.
const most = 12;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const drawn = new Map();
let loading = null;

// The library of the insights; a page without numbers does not wait for it.
function load() {
  loading ??= window.echarts ? Promise.resolve() : new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = '/web/lib/echarts.min.js';
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return loading;
}

function read(figure) {
  const table = document.getElementById(figure.dataset.table);
  const heads = [...table.querySelectorAll('thead th')].slice(1);
  const rows = [...table.querySelectorAll('tbody tr')].slice(0, most);
  return {
    names: rows.map((r) => r.cells[0].textContent.trim()),
    series: heads.map((head, i) => ({
      name: head.textContent.trim(),
      values: rows.map((r) => Number(r.cells[i + 1].dataset.value)),
      links: rows.map((r) => r.cells[i + 1].querySelector('a')?.getAttribute('href') ?? null),
    })),
  };
}

function options(figure) {
  const { names, series } = read(figure);
  const [ink, quiet, line] = ['--ink', '--quiet', '--line'].map(colour);
  const room = Math.min(Math.max(...names.map((n) => n.length)) * 7 + 16, figure.clientWidth * 0.4);
  return {
    animation: false,
    color: [colour('--pine'), colour('--warn')],
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    grid: { left: room, right: 28, top: 32, bottom: 24 },
    legend: { left: 0, top: 0, textStyle: { color: ink }, itemWidth: 14, itemHeight: 9, icon: 'roundRect' },
    tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' }, backgroundColor: colour('--card'), borderColor: line, textStyle: { color: ink } },
    xAxis: { type: 'value', minInterval: 1, axisLabel: { color: quiet }, splitLine: { lineStyle: { color: line } } },
    yAxis: { type: 'category', inverse: true, data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: line } }, axisLabel: { color: quiet, width: room - 12, overflow: 'truncate' } },
    series: series.map((s) => ({ name: s.name, type: 'bar', data: s.values, barMaxWidth: 16, cursor: 'pointer', itemStyle: { borderRadius: [0, 3, 3, 0] } })),
  };
}

function drawOne(figure) {
  const known = drawn.get(figure);
  figure.style.height = `${5 + read(figure).names.length * 2.6}rem`;
  const chart = known ?? window.echarts.init(figure, null, { renderer: 'canvas', devicePixelRatio: Math.max(2, devicePixelRatio) });
  if (known) chart.resize();
  else {
    drawn.set(figure, chart);
    chart.on('click', ({ seriesIndex, dataIndex }) => {
      const link = read(figure).series[seriesIndex]?.links[dataIndex];
      if (link) Blazor.navigateTo(link);
    });
  }

  chart.setOption(options(figure), true);
}

function forget() {
  for (const [figure, chart] of drawn) {
    if (figure.isConnected) continue;
    chart.dispose();
    drawn.delete(figure);
  }
}

function again() {
  for (const figure of drawn.keys()) if (figure.isConnected) drawOne(figure);
}

export async function draw() {
  await load();
  forget();
  for (const figure of document.querySelectorAll('.numbers .chart')) drawOne(figure);
}

export function leave() {
  for (const chart of drawn.values()) chart.dispose();
  drawn.clear();
}

addEventListener('resize', again);
new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
