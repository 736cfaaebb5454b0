import { alerts } from './alerts';
import { imports } from './imports';
import { purchasing } from './purchasing';
import { shelves } from './shelves';
import { tray } from './tray';

export default { ...alerts, ...imports, ...purchasing, ...shelves, ...tray };
