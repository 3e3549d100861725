import { stateName, statusName } from '../lib/filters';

const glyphs: Record<string, string> = {
    Running: '●', Started: '●', Ready: '●', Pending: '↻', Succeeded: '✓', Failed: '✕', TimedOut: '◔', Stopped: '■', Canceled: '⊘', Skipped: '↷',
    NotStarted: '○', ContinuedAsNew: '↪', Blocked: '!',
};

/** The kind of colour that a status has; the glyph says the same to those who do not see colours. */
export function tone(status: string): string {
    switch (status) {
        case 'Running': case 'Started': case 'Ready': return 'running';
        case 'Succeeded': return 'good';
        case 'Failed': case 'Blocked': return 'bad';
        case 'TimedOut': case 'Pending': case 'Retrying': return 'warn';
        default: return 'quiet';
    }
}

export const glyph = (status: string): string => glyphs[status] ?? '·';

export function Badge({ status }: { status: string }) {
    return <span class={`badge ${tone(status)}`}><span aria-hidden="true">{glyph(status)}</span> {statusName(status)}</span>;
}

export function StateBadge({ state }: { state: Parameters<typeof stateName>[0] }) {
    return <span class={`badge small ${state === 'Blocked' ? 'bad' : state === 'Retrying' ? 'warn' : 'quiet'}`}>{stateName(state)}</span>;
}
