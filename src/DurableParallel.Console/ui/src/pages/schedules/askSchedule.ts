import { at, get, send } from '../../api/client';
import type { FunctionInfo, Schedule } from '../../api/types';
import { ask } from '../../parts/ask';

/** Asks for a schedule's settings, new or changed. */
export function askSchedule(old: Schedule | undefined, done: () => void): void {
    void open(old, done);
}

async function open(old: Schedule | undefined, done: () => void): Promise<void> {
    const functions = await get<{ items: FunctionInfo[] }>('functions').then(({ items }) => items.map(item => item.name), () => []);
    ask({
        title: old ? `Edit ${old.name}` : 'New schedule',
        text: 'Give a cron expression or an interval.',
        verb: old ? 'Save' : 'Make it',
        fields: [
            ...(old ? [] : [{ key: 'name', label: 'Name', required: true }]),
            { key: 'function', label: 'Function', required: true, value: old?.function ?? functions[0] ?? '', ...(functions.length > 0 ? { options: functions } : {}) },
            { key: 'cron', label: 'Cron expression', value: old?.cron ?? '' },
            { key: 'timeZone', label: 'Time zone', value: old?.timeZone ?? '', hint: 'such as Europe/Vienna; UTC without one' },
            { key: 'interval', label: 'Interval in seconds', kind: 'number', value: old?.intervalMs === undefined ? '' : String(old.intervalMs / 1000) },
            { key: 'input', label: 'Input', kind: 'area', value: old?.input?.cut ? '' : old?.input?.text ?? '' },
        ],
        run: async values => {
            const text = (key: string): Record<string, string> => (values[key] ? { [key]: values[key] } : {});
            const body = {
                ...text('name'), ...text('function'), ...text('cron'), ...text('timeZone'), ...text('input'),
                ...(values['interval'] ? { intervalMs: Number(values['interval']) * 1000 } : {}), ...(old ? { overlap: old.overlap } : {}),
            };
            await (old ? send('PUT', `schedules/${at(old.name)}`, body) : send('POST', 'schedules', body));
            done();
            return `${old?.name ?? values['name']} saved.`;
        },
    });
}
