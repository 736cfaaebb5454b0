import { t } from '@/kernel/i18n';
import { Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import type { Channel, SendState } from './types';
import { CHANNEL_ICONS, lookOf } from './words';

/** How far a message came, in a word, a sign and a colour. */
export function StatePill({ state }: { state: SendState }) {
  const { icon, colour } = lookOf(state);
  return (
    <Pill tone={colour}>
      <Icon name={icon} size={18} />
      {t(`sent.state.${state}`)}
    </Pill>
  );
}

export function ChannelName({ channel }: { channel: Channel }) {
  return (
    <span className="with-icon">
      <Icon name={CHANNEL_ICONS[channel]} size={18} />
      {t(`channel.${channel}`)}
    </span>
  );
}
