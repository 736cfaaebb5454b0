import { describe, expect, it } from 'vitest';
import en from './en';
import fr from './fr';
import { hasMessage, language, loadLanguage, loadEverything, preferredLanguage, setMessages, switchLanguage, t } from './index';

describe('messages', () => {
  it('fill their places', () => {
    expect(t('overview.hello', { name: 'Awa' })).toBe('Bonjour Awa');
  });

  it('choose the plural by the language: zero is singular in French and plural in English', () => {
    expect(t('overview.sales_count', { count: 0 })).toBe('0 vente');
    expect(t('overview.sales_count', { count: 2 })).toBe('2 ventes');
    setMessages('en', en);
    expect(t('overview.sales_count', { count: 0 })).toBe('0 sales');
    expect(t('overview.sales_count', { count: 1 })).toBe('1 sale');
  });

  it('keep a place that nobody filled, so that it is seen', () => {
    expect(t('overview.hello', {})).toBe('Bonjour {name}');
  });

  it('are the same set in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(fr).sort());
    expect(Object.values(en).every((text) => text.length > 0)).toBe(true);
  });

  it('know which of them exist', () => {
    expect(hasMessage('problem.offline.title')).toBe(true);
    expect(hasMessage('problem.constructor.title')).toBe(false);
  });
});

describe('language', () => {
  it('is kept on the device once chosen', async () => {
    await switchLanguage('en');
    expect(language()).toBe('en');
    expect(document.documentElement.lang).toBe('en');
    expect(preferredLanguage()).toBe('en');
    await loadLanguage('fr');
    expect(t('action.save')).toBe('Enregistrer');
  });

  it('takes along the parts that screens have brought', async () => {
    await loadLanguage('fr');
    expect(hasMessage('orders.new')).toBe(false);
    await Promise.all([loadEverything(), loadEverything()]);
    expect(t('orders.new')).toBe('Nouvelle commande');
    await loadLanguage('en');
    expect(t('orders.new')).toBe('New order');
    await loadLanguage('fr');
    expect(t('orders.new')).toBe('Nouvelle commande');
  });
});
