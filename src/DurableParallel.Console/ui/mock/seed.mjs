// The executions of the mock: a few made by hand, and a million by rule.
import { callback, index, node, running, scope, sequence, step, wait } from './tree.mjs';

const hostile = '<script>alert(1)</script>';
const iso = ms => new Date(ms).toISOString();
export const began = Date.now();
const ago = ms => began - ms;

function execution(name, started, roots, more = {}) {
    const to = more.to ?? (roots.some(root => root.to === undefined) ? undefined : Math.max(...roots.map(root => root.to)));
    const failed = roots.find(root => root.status === 'Failed');
    return {
        name, function: 'ProcessOrder', version: 3, status: to === undefined ? 'Running' : failed ? 'Failed' : 'Succeeded', states: [], run: 1, started, to,
        tags: { customer: 'globex', region: 'eu' }, input: { orderId: name, items: [{ sku: 'A-1', quantity: 2 }, { sku: 'B-7', quantity: 1 }], note: 'Leave it at the door' },
        roots, byId: index(roots), error: failed && deepError(failed.error), ...more,
    };
}

const deepError = error => ({
    type: error?.type ?? 'Exception', message: error?.message ?? 'failed',
    stack: ['at Shop.Payments.ChargeAsync(Order order)', 'at Shop.Orders.ProcessOrder.RunAsync(IDurableContext context)'],
    causes: [{ type: 'System.Net.Http.HttpRequestException', message: 'Connection refused (bank.example:443)', causes: [{ type: 'System.Net.Sockets.SocketException', message: 'Connection refused' }] }],
});

function follow(started, makers) {
    const roots = [];
    let at = started + 5;
    for (const make of makers) {
        const made = make(at + 4);
        roots.push(made);
        if (made.to === undefined) {
            break;
        }

        at = made.to;
        if (made.status === 'Failed') {
            break;
        }
    }

    return roots;
}

const item = name => sequence(name, [step('reserve stock', 240 + name.length * 37), step('price', 120), step('pack', 480 + (name.length % 5) * 260)], 'ParallelBranch');

const order = (at, tail) => follow(at, [
    step('validate order', 180),
    scope('prepare items', 'Map', { maxConcurrency: 3, toleratedFailureCount: 1 }, ['item A-1', 'item B-7 (large)', 'item C-22', 'item D-4', 'item E-90210', 'item F-3', 'item G-11', 'item H-6 (fragile)'].map(item)),
    scope('quotes', 'Parallel', { minSuccessful: 2 }, [step('ups', 900), step('dhl', 620), step('fedex', 1900), sequence('post', [step('ask', 300), wait('cool down', 1400), step('ask again', 350)], 'ParallelBranch')]),
    step('charge card', 420, { fails: 2, delay: 900 }),
    callback('approval by a person', 2600, { heartbeats: [800, 1600] }),
    ...tail,
]);

const big = (count, places) => {
    const at = ago(400_000);
    const free = Array.from({ length: places }, () => at + 10);
    const children = [];
    for (let one = 0; one < count; one++) {
        const place = one % places;
        const noise = ((one * 2654435761) >>> 0) / 4294967296;
        const from = free[place];
        const to = from + 80 + noise * 420;
        free[place] = to + 1;
        children.push({ id: `b${one.toString(16).padStart(15, '0')}`, name: `row ${one}`, type: 'Context', subType: 'MapIteration', status: noise > 0.9985 ? 'Failed' : 'Succeeded', attempts: 1, children: [],
            segments: [{ kind: 'running', from, to }], markers: [], from, to, ...(noise > 0.9985 ? { error: { type: 'RowException', message: `Row ${one} has no price.` } } : {}) });
    }

    const end = Math.max(...free);
    const root = node('import rows', 'Context', { from: at, to: end, subType: 'Map', children, rules: { known: true, maxConcurrency: places, toleratedFailurePercentage: 0.01, total: count, start: 'AtJoin', nesting: 'Nested' },
        decided: { at: end, reason: 'AllCompleted', sentence: `all ${count} branches had ended` }, markers: [{ kind: 'decided', at: end }] });
    return [node('read file', 'Step', { from: at - 900, to: at - 100, segments: [{ kind: 'running', from: at - 900, to: at - 100 }] }), root];
};

export const made = [
    execution('order-1042', ago(95_000), order(ago(95_000), [wait('let it settle', 1500), scope('notify', 'Parallel', {}, [step('mail', 300), step('text message', 180, { fails: 1, delay: 700 }), step('webhook', 260)]), step('close order', 90)]), {
        invocations: [{ kind: 'begin', at: ago(95_000) }, { kind: 'resume', at: ago(95_000) + 7400 }, { kind: 'restart', at: ago(95_000) + 4300 }], invokes: ['shipment-1042'], result: { shipped: true, total: 129.9 },
    }),
    execution('order-1043', ago(21_000), order(ago(21_000), [scope('ship', 'Map', { maxConcurrency: 2 }, [step('parcel 1', 2800), running('parcel 2'), step('parcel 3', 900, { fails: 3, delay: 14_000, pending: true }), step('parcel 4', 900), step('parcel 5', 900)])]), {
        states: ['Retrying'], waiting: { reason: 'retry of parcel 3', until: iso(began + 60_000) }, customStatus: '"shipping 1 of 5"', invocations: [{ kind: 'begin', at: ago(21_000) }],
    }),
    execution('order-1044', ago(60_000), order(ago(60_000), [callback('release by customs', undefined)]), { states: ['WaitingForCallback'], waiting: { reason: 'callback release by customs' } }),
    execution('order-1045', ago(180_000), follow(ago(180_000), [step('validate order', 150), scope('prepare items', 'Map', { maxConcurrency: 2, toleratedFailureCount: 0 }, [item('item A-1'), sequence('item B-7', [step('reserve stock', 300), step('price', 200, { fails: 3, delay: 600, error: { type: 'PriceNotFoundException', message: 'No price for B-7 in EUR.' } })], 'ParallelBranch'), item('item C-22'), item('item D-4'), item('item E-5')]), step('never', 10)])),
    execution(`order-${hostile}`, ago(300_000), follow(ago(300_000), [step(`<img src=x onerror="alert(1)">`, 200, { payload: `"${hostile}"` }), step(hostile, 400, { error: { type: `${hostile}Exception`, message: `${hostile} & "quotes" ' \u202e reversed` } })]), { tags: { [hostile]: hostile } }),
    execution('import-2026-11', ago(402_000), big(100_000, 200), { function: 'ImportRows', version: 1, tags: {} }),
    execution('order-0999', ago(4_000_000), follow(ago(4_000_000), [step('validate order', 150), running('charge card')]), {
        states: ['Blocked'], version: 2, blocked: {
            reason: 'OperationMismatch', message: 'The code asked for the wait "let it settle" where the step "charge card" is stored.', since: iso(ago(3_900_000)),
            stored: { operation: '0000000a', path: '2', type: 'Step', name: 'charge card' }, asked: { operation: '0000000a', path: '2', type: 'Wait', name: 'let it settle' },
            cause: 'The version of the function that is deployed now has another order of operations than the one that began this execution.',
            ways: [{ kind: 'deploy', text: 'Deploy version 2 of ProcessOrder as it was, beside the new one.' }, { kind: 'fork', text: 'Fork before "charge card": what came before is kept, the rest runs with the new code.', at: '2' }, { kind: 'stop', text: 'Stop it and start a new execution.' }],
        },
    }),
];

const byRule = ['ProcessOrder', 'ImportRows', 'SendInvoice', 'NightlyReport'];
export const million = 1_000_000;

/** The n-th newest execution. */
export function at(n) {
    if (n < made.length) {
        return made[n];
    }

    const kind = n % 97;
    const status = kind === 0 ? 'Failed' : kind === 1 ? 'TimedOut' : kind === 2 ? 'Canceled' : n < 400 && kind < 40 ? 'Running' : 'Succeeded';
    const started = began - 600_000 - n * 1700;
    return {
        name: `auto-${String(million - n).padStart(7, '0')}`, function: byRule[n % 4], version: 1 + (n % 3), status, states: status === 'Running' ? [['Retrying', 'WaitingForCallback', 'WaitingUntil', 'Queued'][n % 4]] : [], run: 1,
        started, to: status === 'Running' ? undefined : started + 300 + (n % 50) * 77, tags: n % 5 === 0 ? { customer: ['acme', 'globex', 'initech'][n % 3] } : {},
    };
}
