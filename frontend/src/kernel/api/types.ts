import type { components, paths } from './schema';

/** The API's own shapes under the names the screens use; a renamed schema is mended here alone. */
type Schemas = components['schemas'];

export type User = Schemas['UserOut'];
export type CodeAsked = Schemas['CodeAsked'];
export type FactorState = Schemas['SecondFactorOut'];
export type FactorStart = Schemas['SecondFactorStart'];
/** Somebody who may act on a shared phone. */
export type Person = Schemas['PersonOut'];
export type Tenant = Schemas['TenantOut'];
export type Device = Schemas['DeviceOut'];
export type Invitation = Schemas['InvitationOut'];
export type InvitationCreated = Schemas['InvitationCreated'];
export type AuditEntry = Schemas['AuditOut'];
export type Category = Schemas['CategoryOut'];
export type Supplier = Schemas['SupplierOut'];
export type Product = Schemas['ProductOut'];
export type Customer = Schemas['CustomerOut'];
export type StockLevel = Schemas['StockLevelOut'];
export type Movement = Schemas['MovementOut'];
/** Goods that came in together and expire together. */
export type Batch = Schemas['BatchOut'];
export type Sale = Schemas['SaleOut'];
/** A sale as lists show it, without its lines. */
export type SaleSummary = Schemas['SaleSummaryOut'];
export type SaleIn = Schemas['SaleIn'];
export type Import = Schemas['ImportOut'];
/** An import as its list shows it, without what was found in the file. */
export type ImportSummary = Schemas['ImportSummary'];
export type Overview = Schemas['OverviewOut'];
/** The sales of a period from every side; money in minor units. */
export type SalesAnalysis = Schemas['SalesAnalysisOut'];
export type Kpis = Schemas['KpisOut'];
/** A page of the stock in detail; `totals` come with the first alone. */
export type StockDetail = Schemas['StockDetailOut'];
export type StockItem = Schemas['StockItem'];

/** What a list can be narrowed to; an archived product is `inactive`. */
export type StockStatus = Exclude<StockLevel['status'], 'inactive'>;
/** What a person chooses from; an imported sale may not say. */
export type PaymentMethod = Schemas['SaleIn']['payment_method'];
export type Role = Exclude<Invitation['role'], 'operator' | 'provider'>;

/** A customer's account in the carnet; money in minor units. */
export type CreditAccount = Schemas['AccountOut'];
export type CreditSummary = Schemas['CreditSummaryOut'];
/** What is owed, by the days since it was bought. */
export type Ageing = Schemas['AgeingOut'];
export type CreditEntry = Schemas['EntryOut'];
export type Statement = Schemas['StatementOut'];
/** What came in and went out of a till, minor units; the first six sum to `cash`. */
export type Till = Schemas['TillOut'];
export type TillPreview = paths['/api/v1/closings/preview']['get']['responses'][200]['content']['application/json'];
export type CashMove = Schemas['CashMoveOut'];
export type Closing = Schemas['ClosingOut'];
export type ClosingDetail = Schemas['ClosingDetailOut'];

/** Something that a rule watches and that is so now; see `features/alerts/words.ts` for its figures. */
export type Alert = Schemas['AlertOut'];
export type AlertDetail = Schemas['AlertDetailOut'];
export type AlertEvent = Schemas['AlertEventOut'];
export type AlertsSummary = Schemas['AlertsSummaryOut'];
export type AlertHistoryItem = Schemas['HistoryItemOut'];
export type AlertRule = Schemas['RuleOut'];
export type AlertRuleIn = Schemas['RuleIn'];
export type AlertType = Schemas['RuleType'];
export type AlertAnswer = Schemas['AnswerOut'];
export type AlertSettings = paths['/api/v1/alerts/settings']['get']['responses'][200]['content']['application/json'];

/** What one was told, as the inbox shows it. */
export type InboxItem = Schemas['InboxItemOut'];
export type TellPreferences = Schemas['PreferencesOut'];
export type TellChannels = Schemas['ChannelsOut'];
/** A browser that shows one's notifications. */
export type PushDevice = Schemas['PushSubscriptionOut'];
/** One message on one channel. */
export type SentMessage = Schemas['SendOut'];
export type SentMessageDetail = Schemas['SendDetailOut'];
export type SentSummary = Schemas['SendsSummaryOut'];
export type PhoneLink = Schemas['PhoneLinkOut'];

/** What will run out and what to order; money in minor units. */
export type Predictions = Schemas['PredictionsOut'];
export type StockOut = Schemas['StockOutItem'];
export type SupplierAdvice = Schemas['SupplierAdvice'];
export type AdviceLine = Schemas['AdviceLine'];
export type AdviceOrders = Schemas['AdviceOrdersOut'];
export type Basket = Schemas['BasketOut'];
export type BasketLine = Schemas['BasketLine'];
export type CalendarEntry = Schemas['CalendarEntryOut'];
export type ForecastSettings = paths['/api/v1/forecasts/settings']['get']['responses'][200]['content']['application/json'];
export type ProductAnalysis = Schemas['ProductAnalysisOut'];

/** A file that was asked for: on its way, made, or failed. */
export type Report = Schemas['ReportOut'];
export type ReportDetail = Schemas['ReportDetailOut'];
export type ReportIn = Schemas['ReportIn'];
export type ReportType = Schemas['ReportType'];
export type ReportDefinition = Schemas['DefinitionOut'];
export type ReportSchedule = Schemas['ScheduleOut'];
export type ReportRecipient = Schemas['RecipientOut'];
