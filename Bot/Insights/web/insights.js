// What the pages of the insights do beside being read: they draw their tables as charts whose bars open what they count, ask again when a filter changes, and load again when all is counted.
const filters = document.getElementById('filters');
filters.classList.add('auto');
let asked = 0;
filters.addEventListener('change', () => {
  clearTimeout(asked);
  // A date that is being typed changes with every key.
  asked = setTimeout(() => { if (filters.reportValidity()) filters.requestSubmit(); }, document.activeElement?.type === 'date' ? 900 : 0);
});
filters.addEventListener('submit', () => { for (const field of filters.querySelectorAll('select')) field.disabled = field.value === ''; });
addEventListener('pageshow', () => { for (const field of filters.querySelectorAll('select')) field.disabled = false; });

const counting = document.getElementById('counting');
if (counting) setInterval(async () => {
  const answer = await fetch('/api/insights/progress').catch(() => null);
  if (!answer?.ok) return;
  const { done } = await answer.json();
  if (done >= 1) location.reload();
  else document.getElementById('counted').textContent = `${Math.floor(done * 100)} %`;
}, 1000);

const drawn = [];
const dark = matchMedia('(prefers-color-scheme: dark)');
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const isShare = (unit) => unit === 'Share';
const lasting = (minutes) => minutes < 90 ? `${Math.round(minutes)} min` : minutes < 48 * 60 ? `${(minutes / 60).toFixed(1)} h` : `${(minutes / 60 / 24).toFixed(1)} days`;
const written = (value, unit) => value === null || value === undefined || Number.isNaN(value) ? '–'
  : unit === 'Minutes' ? lasting(value) : isShare(unit) ? `${Math.round(value * 1000) / 10} %` : value.toLocaleString('en', { maximumFractionDigits: 2 });

// Lines of an axis at times that one reads: hours and days, not thousands of minutes.
const lengths = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 7200, 14400, 28800];
const apart = (series) => lengths.find((l) => l * 5 >= Math.max(...series.flatMap((s) => s.values.map((v) => v ?? 0)))) ?? undefined;
const rounded = (minutes) => minutes < 60 ? `${minutes} min` : minutes % 1440 === 0 && minutes > 1440 ? `${minutes / 1440} days` : `${minutes / 60} h`;

function read(figure) {
  const table = document.getElementById(figure.dataset.table);
  const heads = [...table.querySelectorAll('thead th')];
  const rows = [...table.querySelectorAll('tbody tr:not(.group)')];
  const series = figure.dataset.columns.split('|').map((key) => {
    const at = heads.findIndex((h) => h.dataset.key === key);
    return {
      name: heads[at].textContent.trim(), unit: heads[at].dataset.unit, values: rows.map((r) => r.cells[at].dataset.value).map((v) => v === '' ? null : Number(v)),
      links: rows.map((r) => r.cells[at].querySelector('a.n')?.href ?? null),
    };
  });
  return { names: rows.map((r) => r.cells[0].dataset.value), series };
}

function options(figure) {
  const { names, series } = read(figure);
  const [ink, quiet, grid] = ['--ink', '--quiet', '--grid'].map(colour);
  const units = [...new Set(series.map((s) => isShare(s.unit)))];
  const times = series.every((s) => s.unit === 'Minutes');
  const long = figure.dataset.kind === 'bar' && Math.max(...names.map((n) => n.length)) > 7;
  // Long names stand beside their bars, with as much room as they need and not more than leaves room for the bars.
  const room = Math.min(Math.max(...names.map((n) => n.length)) * 7 + 14, figure.clientWidth * 0.42);
  const categories = { type: 'category', data: names, axisLine: { lineStyle: { color: grid } }, axisTick: { show: false }, axisLabel: { color: quiet, width: long ? room - 12 : undefined, overflow: 'truncate' }, inverse: long };
  const values = units.map((share, i) => ({
    type: 'value', minInterval: share || times ? undefined : 1, splitLine: { show: i === 0, lineStyle: { color: grid } }, axisLabel: { color: quiet, formatter: share ? (v) => `${Math.round(v * 100)} %` : times ? (v) => v === 0 ? '0' : rounded(v) : undefined }, interval: times ? apart(series) : undefined,
    max: share && figure.dataset.kind === 'bar' && units.length > 1 ? 1 : times && apart(series) ? ({ max }) => Math.ceil(max / apart(series)) * apart(series) : undefined,
  }));
  return {
    animation: false,
    color: [1, 2, 3, 4, 5, 6].map((i) => colour(`--c${i}`)),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    grid: { left: long ? room : 8, right: long ? 26 : 12, top: series.length > 1 ? 38 : 14, bottom: long ? 28 : 6, containLabel: !long },
    legend: series.length > 1 ? { left: 0, top: 0, type: 'scroll', right: 60, textStyle: { color: ink }, itemWidth: 16, itemHeight: 9, icon: 'roundRect', pageTextStyle: { color: quiet } } : undefined,
    tooltip: { trigger: 'axis', backgroundColor: colour('--card'), borderColor: colour('--line'), textStyle: { color: ink }, renderMode: 'richText', axisPointer: { type: figure.dataset.kind === 'bar' ? 'shadow' : 'line' } },
    xAxis: long ? values : categories,
    yAxis: long ? categories : values,
    series: series.map((s) => ({
      name: s.name, type: figure.dataset.kind === 'bar' && !(units.length > 1 && isShare(s.unit)) ? 'bar' : 'line', data: s.values, barMaxWidth: 26, cursor: s.links.some(Boolean) ? 'pointer' : 'default', symbolSize: 6, lineStyle: { width: 2.2 }, connectNulls: false,
      [long ? 'xAxisIndex' : 'yAxisIndex']: units.indexOf(isShare(s.unit)), itemStyle: { borderRadius: long ? [0, 3, 3, 0] : [3, 3, 0, 0] }, tooltip: { valueFormatter: (v) => written(v, s.unit) },
    })),
  };
}

function draw(figure) {
  const canvas = document.createElement('div');
  canvas.className = 'canvas';
  const save = document.createElement('button');
  save.type = 'button';
  save.textContent = 'PNG';
  save.setAttribute('aria-label', `Save the chart ${figure.dataset.name} as PNG`);
  figure.append(save, canvas);
  const { names } = read(figure);
  if (figure.dataset.kind === 'bar' && Math.max(...names.map((n) => n.length)) > 7) canvas.style.height = `${Math.max(8, 4 + names.length * 2.6)}rem`;
  const chart = echarts.init(canvas, null, { renderer: 'canvas', devicePixelRatio: Math.max(2, devicePixelRatio) });
  chart.setOption(options(figure));
  save.addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: colour('--card') });
    link.download = `${figure.dataset.name}.png`;
    link.click();
  });

  // What a bar or a point stands for opens as its number in the table does; by keys that is the way.
  chart.on('click', ({ seriesIndex, dataIndex }) => {
    const link = read(figure).series[seriesIndex]?.links[dataIndex];
    if (link) location.assign(link);
  });
  drawn.push([figure, chart]);
}

const again = () => { for (const [figure, chart] of drawn) { chart.setOption(options(figure), true); chart.resize(); } };
if (window.echarts) for (const figure of document.querySelectorAll('.chart')) draw(figure);
dark.addEventListener('change', again);
addEventListener('resize', () => { for (const [, chart] of drawn) chart.resize(); });

// On paper everything is open and light.
let opened = [];
addEventListener('beforeprint', () => { opened = [...document.querySelectorAll('details:not([open])')]; for (const d of opened) d.open = true; again(); });
addEventListener('afterprint', () => { for (const d of opened) d.open = false; again(); });
