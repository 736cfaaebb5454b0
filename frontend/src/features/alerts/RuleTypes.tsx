import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { ICONS, TYPES } from './words';

/** What one can be warned of; a tap opens the form for it. */
export function RuleTypes() {
  return (
    <Card flush title={t('rules.which')}>
      <ul className="list">
        {TYPES.map((type) => (
          <li key={type}>
            <Item
              to={`/alerts/rules/new?type=${type}`}
              lead={
                <span className="sign info">
                  <Icon name={ICONS[type]} size={20} />
                </span>
              }
              title={t(`alerts.type.${type}`)}
              detail={t(`rules.type_hint.${type}`)}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
