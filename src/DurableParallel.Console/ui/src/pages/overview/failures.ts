import type { Figures } from '../../api/types';

const Most = 6;

/** Failures as one line a function: those with most failures first, the rest together. */
export function failuresOf(points: readonly Pick<Figures, 'failures'>[]): { names: string[]; values: number[][] } {
    const totals = new Map<string, number>();
    for (const { failures } of points) {
        for (const [name, failed] of Object.entries(failures)) {
            totals.set(name, (totals.get(name) ?? 0) + failed);
        }
    }

    const sorted = [...totals].filter(([, failed]) => failed > 0).sort((a, b) => b[1] - a[1]).map(([name]) => name);
    const own = sorted.slice(0, Most);
    const rest = sorted.slice(Most);
    const values = own.map(name => points.map(point => point.failures[name] ?? 0));
    return rest.length === 0
        ? { names: own, values }
        : { names: [...own, 'others'], values: [...values, points.map(point => rest.reduce((sum, name) => sum + (point.failures[name] ?? 0), 0))] };
}
