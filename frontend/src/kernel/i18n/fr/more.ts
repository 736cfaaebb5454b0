import { alerts } from './alerts';
import { analysis } from './analysis';
import { factor } from './factor';
import { forecast } from './forecast';
import { imports } from './imports';
import { messages } from './messages';
import { purchasing } from './purchasing';
import { reports } from './reports';
import { shelves } from './shelves';
import { tray } from './tray';

export default { ...alerts, ...analysis, ...factor, ...forecast, ...imports, ...messages, ...purchasing, ...reports, ...shelves, ...tray };
