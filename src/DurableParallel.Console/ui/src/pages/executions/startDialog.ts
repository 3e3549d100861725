import { send } from '../../api/client';
import type { StartRequest } from '../../api/types';
import { executionLink, go } from '../../app/router';
import { fromInput } from '../../lib/time';
import { ask } from '../../parts/ask';

/** Asks what an execution needs to be started, starts it and shows it. */
export function askStart(functions: readonly string[], chosen?: string): void {
    ask({
        title: 'Start an execution',
        text: 'The same name, function and input give the execution that there is already.',
        verb: 'Start',
        fields: [
            { key: 'function', label: 'Function', required: true, value: chosen ?? functions[0] ?? '', ...(functions.length > 0 ? { options: functions } : {}) },
            { key: 'name', label: 'Name', required: true },
            { key: 'input', label: 'Input', kind: 'area', hint: 'JSON, as the function reads it' },
            { key: 'tags', label: 'Tags', hint: 'key=value, separated by commas' },
            { key: 'tenant', label: 'Tenant' },
            { key: 'startAt', label: 'Not before', kind: 'time' },
        ],
        run: async values => {
            const tags = Object.fromEntries((values['tags'] ?? '').split(',').map(tag => tag.trim()).filter(tag => tag.includes('='))
                .map(tag => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]));
            const startAt = fromInput(values['startAt'] ?? '');
            const request: StartRequest = {
                function: values['function']!, name: values['name']!,
                ...(values['input'] ? { input: values['input'] } : {}),
                ...(Object.keys(tags).length > 0 ? { tags } : {}),
                ...(values['tenant'] ? { tenant: values['tenant'] } : {}),
                ...(startAt ? { startAt } : {}),
            };
            const { name } = await send<{ name: string }>('POST', 'executions', request);
            go(executionLink(name));
            return `${name} started.`;
        },
    });
}
