/** The colours of the drawing: those of the style sheet, so that the canvas follows the scheme. */
export interface Palette {
    back: string;
    panel: string;
    ink: string;
    muted: string;
    line: string;
    faint: string;
    running: string;
    succeeded: string;
    failed: string;
    warn: string;
    other: string;
    accent: string;
    hatch: CanvasPattern | string;
    font: string;
}

export function readPalette(context: CanvasRenderingContext2D): Palette {
    const style = getComputedStyle(document.documentElement);
    const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    return {
        back: of('back'), panel: of('panel'), ink: of('ink'), muted: of('muted'), line: of('line'), faint: of('faint'),
        running: of('bar-running'), succeeded: of('bar-good'), failed: of('bar-bad'), warn: of('bar-warn'), other: of('bar-quiet'), accent: of('accent'),
        hatch: hatch(context, of('bar-warn')), font: of('font') || 'system-ui, sans-serif',
    };
}

/** Slanted lines: the sign of a delay between attempts. */
function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 8;
    const pen = tile.getContext('2d')!;
    pen.strokeStyle = colour;
    pen.lineWidth = 1.6;
    for (const shift of [-8, 0, 8]) {
        pen.moveTo(shift, 8);
        pen.lineTo(shift + 8, 0);
    }

    pen.stroke();
    return context.createPattern(tile, 'repeat') ?? colour;
}

export function colourOf(palette: Palette, status: string): string {
    switch (status) {
        case 'Succeeded': return palette.succeeded;
        case 'Failed': case 'TimedOut': return palette.failed;
        case 'Started': case 'Ready': return palette.running;
        case 'Pending': return palette.warn;
        default: return palette.other;
    }
}
