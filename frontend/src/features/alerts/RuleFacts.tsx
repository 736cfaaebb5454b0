import type { AlertRule } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Card, Pill } from '@/ui/Card';
import { isAboutProducts, line, repeatText, scopeText, when } from './rule';
import { useTold } from './RulesList';

/** A rule, for who may not change it. */
export function RuleFacts({ rule }: { rule: AlertRule }) {
  const told = useTold();
  const facts = [
    { name: t('rules.fires'), text: line(when(rule)) },
    { name: t('rules.scope'), text: isAboutProducts(rule.type) ? scopeText(rule) || t('rules.scope.all') : '' },
    { name: t('rules.roles'), text: told(rule) },
    { name: t('rules.delivery'), text: t(`rules.delivery.${rule.delivery}`) },
    { name: t('rules.repeat'), text: line(repeatText(rule.repeat_hours)) },
  ];
  return (
    <Card title={t(`alerts.type.${rule.type}`)} aside={!rule.is_active && <Pill>{t('rules.off')}</Pill>}>
      <dl className="facts">
        {facts
          .filter(({ text }) => text)
          .map(({ name, text }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}
