import type { More } from '../fr';
import { alerts } from './alerts';
import { imports } from './imports';
import { purchasing } from './purchasing';
import { shelves } from './shelves';
import { tray } from './tray';

const more: More = { ...alerts, ...imports, ...purchasing, ...shelves, ...tray };

export default more;
