import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clock, utc } from '../lib/time';

export interface Line {
    label: string;
    colour: string; // the name of a colour of the style sheet
    fill?: boolean;
    dots?: boolean;
}

interface Props {
    title: string;
    /** What a screen reader says of it. */
    summary: string;
    x: readonly number[];
    y: readonly (readonly (number | null)[])[];
    lines: readonly Line[];
    time?: boolean;
    height?: number;
    unit?: (value: number) => string;
    xText?: (value: number) => string;
    /** A value of x that is marked, with its text. */
    mark?: { at: number; text: string } | undefined;
    log?: boolean;
}

/** A plot by uPlot in the colours of the page. */
export function Chart(props: Props) {
    const box = useRef<HTMLDivElement>(null);
    const plot = useRef<uPlot | undefined>(undefined);
    const latest = useRef(props);
    latest.current = props;
    const shape = props.lines.map(line => line.label).join('\n') + String(props.log);
    useEffect(() => {
        const make = (): void => {
            plot.current?.destroy();
            plot.current = new uPlot(options(latest.current, box.current!.clientWidth, latest), dataOf(latest.current), box.current!);
        };
        make();
        const scheme = window.matchMedia('(prefers-color-scheme: dark)');
        scheme.addEventListener('change', make);
        const observer = new ResizeObserver(() => box.current && plot.current?.setSize({ width: box.current.clientWidth, height: latest.current.height ?? 180 }));
        observer.observe(box.current!);
        return () => {
            scheme.removeEventListener('change', make);
            observer.disconnect();
            plot.current?.destroy();
            plot.current = undefined;
        };
    }, [shape]);
    useEffect(() => {
        plot.current?.setData(dataOf(props));
    }, [props.x, props.y, props.mark?.at]);
    return (
        <figure class="chart">
            <figcaption>{props.title}</figcaption>
            <div ref={box} role="img" aria-label={`${props.title}: ${props.summary}`} />
        </figure>
    );
}

const dataOf = (props: Props): uPlot.AlignedData => [props.x as number[], ...props.y.map(line => line as (number | null)[])];

function options(props: Props, width: number, latest: { current: Props }): uPlot.Options {
    const style = getComputedStyle(document.documentElement);
    const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const axis: uPlot.Axis = { stroke: of('muted'), grid: { stroke: of('line'), width: 1 }, ticks: { stroke: of('line'), width: 1 }, font: `11px ${of('font')}` };
    const unit = props.unit ?? ((value: number) => String(Math.round(value * 100) / 100));
    const xText = (value: number, exact = false): string => latest.current.xText?.(value) ?? (props.time ? clock(value * 1000, exact ? 1000 : 60_000) : String(value));
    return {
        width, height: props.height ?? 180,
        scales: { x: { time: props.time ?? false, ...(props.log ? { distr: 3, log: 2 } : {}) }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.08 : 1] } },
        axes: [
            { ...axis, ...(props.xText ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000, 50_000] } : {}), values: (_, values) => values.map(value => (value === null ? '' : xText(value, values.length > 1 && values[1]! - values[0]! < 60))) },
            { ...axis, size: 62, values: (_, values) => values.map(unit) },
        ],
        series: [
            { label: props.time ? 'time' : 'at', value: (_, value: number | null) => (value === null || value === undefined ? '–' : xText(value, true)) },
            ...props.lines.map(line => ({
                label: line.label, stroke: of(line.colour), width: 1.75, points: { show: line.dots ?? false, size: 6 },
                value: (_: uPlot, value: number | null) => (value === null || value === undefined ? '–' : unit(value)), ...(line.fill ? { fill: `${of(line.colour)}22` } : {}),
            })),
        ],
        hooks: { draw: [plot => drawMark(plot, latest.current.mark, of('ink'), of('font'))] },
        cursor: { drag: { x: false, y: false } },
        ...(props.time ? { plugins: [{ hooks: { setCursor: hoverOf } }] } : {}),
    };
}

/** Axes and legend have local times; UTC on hover. */
function hoverOf(plot: uPlot): void {
    const at = plot.cursor.left === undefined || plot.cursor.left < 0 ? undefined : plot.posToVal(plot.cursor.left, 'x');
    plot.over.title = at === undefined ? '' : utc(new Date(at * 1000).toISOString());
}

function drawMark(plot: uPlot, mark: Props['mark'], colour: string, font: string): void {
    if (!mark) {
        return;
    }

    const x = plot.valToPos(mark.at, 'x', true);
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.lineWidth = devicePixelRatio * 1.25;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.font = `${11 * devicePixelRatio}px ${font}`;
    const right = x + ctx.measureText(mark.text).width + 8 < bbox.left + bbox.width;
    ctx.textAlign = right ? 'left' : 'right';
    ctx.fillText(mark.text, x + (right ? 5 : -5), bbox.top + 12 * devicePixelRatio);
    ctx.restore();
}
