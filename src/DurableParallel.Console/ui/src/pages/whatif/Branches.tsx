import { useEffect, useRef } from 'preact/hooks';
import type { WhatIfOutcome } from '../../api/types';
import { counted } from '../../lib/numbers';
import { readPalette } from '../execution/timeline/palette';

/** The branches as they would have run, one line each. */
export function Branches({ outcome }: { outcome: WhatIfOutcome }) {
    const canvas = useRef<HTMLCanvasElement>(null);
    const height = Math.min(320, Math.max(60, outcome.branches.length * 14));
    useEffect(() => {
        const draw = (): void => paint(canvas.current!, outcome);
        draw();
        const observer = new ResizeObserver(draw);
        observer.observe(canvas.current!);
        const scheme = window.matchMedia('(prefers-color-scheme: dark)');
        scheme.addEventListener('change', draw);
        return () => {
            observer.disconnect();
            scheme.removeEventListener('change', draw);
        };
    }, [outcome]);
    return (
        <figure class="chart">
            <figcaption>{counted(outcome.branches.length, 'branch', 'branches')}{outcome.branches.length === 1000 ? ' (the first thousand)' : ''} on a virtual clock</figcaption>
            <canvas ref={canvas} class="branches" role="img" aria-label={`${outcome.succeeded} succeed, ${outcome.failed} fail, ${outcome.skipped} are skipped`} style={{ height: `${height}px` }} />
        </figure>
    );
}

function paint(canvas: HTMLCanvasElement, outcome: WhatIfOutcome): void {
    const scale = Math.min(2, window.devicePixelRatio || 1);
    const { clientWidth: width, clientHeight: height } = canvas;
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const pen = canvas.getContext('2d')!;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const palette = readPalette(pen);
    const end = Math.max(1, outcome.durationMs, outcome.recorded.durationMs, ...outcome.branches.map(branch => branch.toMs));
    const row = height / Math.max(1, outcome.branches.length);
    const colours = { Succeeded: palette.succeeded, Failed: palette.failed, Skipped: palette.other, Canceled: palette.warn };
    pen.font = `11px ${palette.font}`;
    pen.textBaseline = 'middle';
    outcome.branches.forEach((branch, index) => {
        const x = (branch.fromMs / end) * width;
        const y = index * row;
        if (branch.outcome === 'Skipped') {
            if (row >= 11) {
                pen.fillStyle = palette.muted;
                pen.fillText(`${branch.name ?? `#${branch.index}`}: skipped`, Math.min(x + 8, width - 160), y + row / 2);
            }

            return;
        }

        pen.fillStyle = colours[branch.outcome];
        pen.fillRect(x, y + Math.min(2, row / 6), Math.max(1, ((branch.toMs - branch.fromMs) / end) * width), Math.max(0.8, row - Math.min(4, row / 3)));
    });
    line(outcome.durationMs, palette.ink, []);
    line(outcome.recorded.durationMs, palette.muted, [4, 3]);

    function line(at: number, colour: string, dash: number[]): void {
        const x = Math.min(width - 1, (at / end) * width);
        pen.strokeStyle = colour;
        pen.setLineDash(dash);
        pen.beginPath();
        pen.moveTo(x, 0);
        pen.lineTo(x, height);
        pen.stroke();
        pen.setLineDash([]);
    }
}
