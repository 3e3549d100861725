import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/executions.css';
import './styles/execution.css';
import './styles/timeline.css';
import './styles/pages.css';
import { App } from './app/App';
import { listenToKeys } from './app/keys';
import { listenToAddress } from './app/router';
import { loadMeta, startClock } from './app/state';

listenToAddress();
listenToKeys();
startClock();
void loadMeta();
render(<App />, document.getElementById('app')!);
