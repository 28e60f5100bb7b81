//! The shapes of what is answered, for the document of the interface. The values themselves are the
//! model's, which knows no documentation crate; a test compares the two field by field. Nothing here
//! is ever built.
#![allow(dead_code, reason = "read by a macro, never built")]

use chrono::{DateTime, Utc};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{IntoResponses, ToSchema};

/// How every operation that writes, or reads one thing, refuses.
#[derive(IntoResponses)]
pub(crate) enum RefusalResponses {
    /// The body, or the id in the address, cannot be read or is not allowed.
    #[response(status = 400)]
    Bad(ErrorBodySchema),
    /// No valid token.
    #[response(status = 401)]
    Unauthorized(ErrorBodySchema),
    /// The token's role does not suffice.
    #[response(status = 403)]
    Forbidden(ErrorBodySchema),
    /// There is no such thing.
    #[response(status = 404)]
    NotFound(ErrorBodySchema),
    /// It has ended, or the id means something else.
    #[response(status = 409)]
    Conflict(ErrorBodySchema),
    /// It was deleted for privacy.
    #[response(status = 410)]
    Gone(ErrorBodySchema),
    /// Too large.
    #[response(status = 413)]
    TooLarge(ErrorBodySchema),
    /// The body is not JSON by its content type.
    #[response(status = 415)]
    NotJson(ErrorBodySchema),
    /// Too many requests.
    #[response(status = 429)]
    TooMany(ErrorBodySchema),
    /// Busy; try again.
    #[response(status = 503)]
    Busy(ErrorBodySchema),
}

/// A whole number with no most: a format would name one.
pub(crate) struct PageLimitSchema;

impl utoipa::PartialSchema for PageLimitSchema {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer));
        number.minimum(Some(1)).build().into()
    }
}

impl ToSchema for PageLimitSchema {}

/// Whole seconds, with or without their unit.
pub(crate) struct WaitSchema;

impl utoipa::PartialSchema for WaitSchema {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
        text.pattern(Some("^([0-9]|[0-2][0-9]|30)s?$"))
            .build()
            .into()
    }
}

impl ToSchema for WaitSchema {}

/// Why a request was refused.
#[derive(ToSchema)]
#[schema(as = ErrorBody)]
pub(crate) struct ErrorBodySchema {
    /// A word for programs.
    code: String,
    /// Words for people.
    message: String,
}

/// Who answers, and what the token may do.
#[derive(ToSchema)]
#[schema(as = ServerInfo)]
pub(crate) struct ServerInfoSchema {
    /// Always `daybook-server`.
    product: String,
    /// Its version.
    version: String,
    /// A random id of the store, made once.
    store_id: String,
    /// The token's role: read, write, delete, admin.
    role: String,
    /// The spaces that the token is bound to; not said where it reaches every space.
    #[schema(nullable = false)]
    reach: Option<ReachSchema>,
}

/// How far a token reaches.
#[derive(ToSchema)]
#[schema(as = Reach)]
pub(crate) struct ReachSchema {
    /// The ids of its spaces.
    spaces: Vec<String>,
}

/// What the server holds.
#[derive(ToSchema)]
#[schema(as = Counts)]
pub(crate) struct CountsSchema {
    /// Conversations.
    conversations: u64,
    /// Messages, hidden ones included.
    messages: u64,
    /// Outcomes.
    conversions: u64,
    /// Leads.
    leads: u64,
}

/// A page of the change feed.
#[derive(ToSchema)]
#[schema(as = ChangesPage)]
pub(crate) struct ChangesPageSchema {
    /// The cursor of the next page; to be sent back as it is.
    next: String,
    /// Changes that the page covers.
    covered: u64,
    /// Changes that are left after it.
    remaining: u64,
    /// The server's clock.
    server_time: DateTime<Utc>,
    /// What `/v1/server` answers.
    #[schema(required = false)]
    server: ServerInfoSchema,
    /// What `/v1/counts` answers, on the last page, where the token reads everywhere.
    #[schema(required = false)]
    counts: CountsSchema,
    /// Spaces that changed or are named; left out when empty, as all the lists.
    #[schema(required = false)]
    spaces: Vec<SpaceRecordSchema>,
    /// Customers that changed or are named.
    #[schema(required = false)]
    customers: Vec<CustomerRecordSchema>,
    /// Conversations that changed.
    #[schema(required = false)]
    conversations: Vec<ConversationChangeSchema>,
    /// What was deleted.
    #[schema(required = false)]
    tombstones: Vec<TombstoneSchema>,
    /// Rows that the server holds and cannot read, because its store was damaged.
    #[schema(required = false)]
    unreadable: Vec<UnreadableRowSchema>,
}

/// A row that cannot be read.
#[derive(ToSchema)]
#[schema(as = UnreadableRow)]
pub(crate) struct UnreadableRowSchema {
    /// space, customer, conversation, message, conversion, lead, ticket, inbox_item or tombstone.
    kind: String,
    /// The conversation that it hangs on, if it hangs on one.
    #[schema(nullable = false)]
    conversation: Option<String>,
    /// Its id; or a name that the server made up, where not even that can be read.
    id: String,
}

/// A conversation as it is now, and what is new of it.
#[derive(ToSchema)]
#[schema(as = ConversationChange)]
pub(crate) struct ConversationChangeSchema {
    /// The head.
    conversation: ConversationRecordSchema,
    /// New or changed messages; left out when empty, as all the lists.
    #[schema(required = false)]
    messages: Vec<MessageRecordSchema>,
    /// New or changed outcomes.
    #[schema(required = false)]
    conversions: Vec<ConversionRecordSchema>,
    /// New or changed leads.
    #[schema(required = false)]
    leads: Vec<LeadRecordSchema>,
    /// New or changed tickets.
    #[schema(required = false)]
    tickets: Vec<TicketRecordSchema>,
    /// New or changed inbox items.
    #[schema(required = false)]
    inbox_items: Vec<InboxItemRecordSchema>,
}

/// A location.
#[derive(ToSchema)]
#[schema(as = SpaceRecord)]
pub(crate) struct SpaceRecordSchema {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// Its IANA time zone.
    time_zone: String,
}

/// A known person.
#[derive(ToSchema)]
#[schema(as = CustomerRecord)]
pub(crate) struct CustomerRecordSchema {
    /// Their id.
    id: String,
    /// Their name.
    name: String,
    /// Their company.
    #[schema(nullable = false)]
    company: Option<String>,
    /// Their e-mail address.
    #[schema(nullable = false)]
    email: Option<String>,
    /// The page of their profile.
    #[schema(nullable = false)]
    profile_url: Option<String>,
}

/// Where a visitor is.
#[derive(ToSchema)]
#[schema(as = Place)]
pub(crate) struct PlaceSchema {
    /// The city.
    #[schema(nullable = false)]
    city: Option<String>,
    /// The region, such as a state.
    #[schema(nullable = false)]
    region: Option<String>,
    /// The country.
    #[schema(nullable = false)]
    country: Option<String>,
}

/// The head of a conversation.
#[derive(ToSchema)]
#[schema(as = ConversationRecord)]
pub(crate) struct ConversationRecordSchema {
    /// Its id.
    id: String,
    /// What every call to action carries.
    session_id: String,
    /// The space.
    space_id: String,
    /// chat, email, whatsapp, voice, or another, kept as it was given.
    channel: String,
    /// inbound, outbound and so on.
    origin: String,
    /// What it is about.
    #[schema(nullable = false)]
    subject: Option<String>,
    /// The person, where known.
    #[schema(nullable = false)]
    customer_id: Option<String>,
    /// The e-mail address or phone number of somebody not known.
    #[schema(nullable = false)]
    external_identifier: Option<String>,
    /// The token of a visitor's browser.
    #[schema(nullable = false)]
    visitor_token: Option<String>,
    /// Where the visitor is.
    place: PlaceSchema,
    /// active or ended.
    #[schema(nullable = false)]
    status: Option<String>,
    /// none, pending, active or resolved.
    escalation: String,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When something was last said.
    last_activity_at: DateTime<Utc>,
    /// When it ended.
    #[schema(nullable = false)]
    ended_at: Option<DateTime<Utc>>,
}

/// A message.
#[derive(ToSchema)]
#[schema(as = MessageRecord)]
pub(crate) struct MessageRecordSchema {
    /// Its id within the conversation.
    id: String,
    /// ai_agent, operator, customer, system or tool.
    sender: String,
    /// The sender's name.
    #[schema(nullable = false)]
    sender_name: Option<String>,
    /// How it was delivered, where that is told.
    #[schema(nullable = false)]
    delivery: Option<String>,
    /// plain, html or markdown.
    format: String,
    /// The body as it came.
    body: String,
    /// When it was sent.
    sent_at: DateTime<Utc>,
    /// The time that was sent with it, where that cannot be: `sent_at` is then when it arrived.
    #[schema(nullable = false)]
    time_said: Option<DateTime<Utc>>,
    /// What it said before its sender changed it, the first first; left out when empty.
    #[schema(required = false)]
    earlier: Vec<EarlierTextSchema>,
}

/// What a message said before its sender changed it.
#[derive(ToSchema)]
#[schema(as = EarlierText)]
pub(crate) struct EarlierTextSchema {
    /// plain, html or markdown.
    format: String,
    /// The body as it came.
    body: String,
    /// Until when it said so.
    until: DateTime<Utc>,
}

/// A business outcome tied to a conversation.
#[derive(ToSchema)]
#[schema(as = ConversionRecord)]
pub(crate) struct ConversionRecordSchema {
    /// Its id within the conversation.
    id: String,
    /// tour, customer, contract, booking, day_pass, or another, kept as it was given.
    kind: String,
    /// The id of the record that it made.
    record: String,
    /// The page of that record.
    #[schema(nullable = false)]
    url: Option<String>,
    /// When it happened.
    occurred_at: DateTime<Utc>,
    /// Whether the server itself ties it to the session.
    confirmed: bool,
    /// The time that was sent with it, where that cannot be: `occurred_at` is then when it arrived.
    #[schema(nullable = false)]
    time_said: Option<DateTime<Utc>>,
    /// When it was taken back: it counts no more.
    #[schema(nullable = false)]
    taken_back_at: Option<DateTime<Utc>>,
    /// The conversation in which it counts, where that is another.
    #[schema(nullable = false)]
    counted_in: Option<String>,
    /// The conversation that it was moved to; it is taken back here.
    #[schema(nullable = false)]
    moved_to: Option<String>,
    /// What was said of it before, the first first.
    #[schema(nullable = false)]
    earlier: Option<Vec<FormerOutcomeSchema>>,
}

/// What was said of an outcome until it was said otherwise.
#[derive(ToSchema)]
#[schema(as = FormerOutcome)]
pub(crate) struct FormerOutcomeSchema {
    /// tour, customer, contract, booking, day_pass, or another, kept as it was given.
    kind: String,
    /// The id of the record.
    record: String,
    /// The page of that record.
    #[schema(nullable = false)]
    url: Option<String>,
    /// When it happened.
    occurred_at: DateTime<Utc>,
    /// Whether the server itself tied it to the session.
    confirmed: bool,
    /// The time that was sent with it, where that cannot be.
    #[schema(nullable = false)]
    time_said: Option<DateTime<Utc>>,
    /// When it was taken back; it was reported again later.
    #[schema(nullable = false)]
    taken_back_at: Option<DateTime<Utc>>,
    /// The conversation that it was moved to.
    #[schema(nullable = false)]
    moved_to: Option<String>,
    /// Until when this was said.
    until: DateTime<Utc>,
}

/// Contact details that the assistant captured.
#[derive(ToSchema)]
#[schema(as = LeadRecord)]
pub(crate) struct LeadRecordSchema {
    /// Its id within the conversation.
    id: String,
    /// The name.
    #[schema(nullable = false)]
    name: Option<String>,
    /// The e-mail address.
    #[schema(nullable = false)]
    email: Option<String>,
    /// The phone number.
    #[schema(nullable = false)]
    phone: Option<String>,
    /// What it is about.
    #[schema(nullable = false)]
    note: Option<String>,
    /// When it was captured.
    created_at: DateTime<Utc>,
}

/// A help-desk message that an escalation made.
#[derive(ToSchema)]
#[schema(as = TicketRecord)]
pub(crate) struct TicketRecordSchema {
    /// Its id within the conversation.
    id: String,
    /// What it is about.
    subject: String,
    /// Its page.
    #[schema(nullable = false)]
    url: Option<String>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// Who brought it about, where that was said: assistant, operator, customer, clean_up, or another.
    #[schema(nullable = false)]
    escalated_by: Option<String>,
}

/// A proposed action of the AI Inbox.
#[derive(ToSchema)]
#[schema(as = InboxItemRecord)]
pub(crate) struct InboxItemRecordSchema {
    /// Its id within the conversation.
    id: String,
    /// What is proposed.
    title: String,
    /// pending, approved, rejected and so on.
    status: String,
    /// Its page.
    #[schema(nullable = false)]
    url: Option<String>,
    /// When it was proposed.
    created_at: DateTime<Utc>,
}

/// Something that was deleted.
#[derive(ToSchema)]
#[schema(as = Tombstone)]
pub(crate) struct TombstoneSchema {
    /// conversation, customer or space.
    kind: String,
    /// Its id.
    id: String,
    /// When.
    deleted_at: DateTime<Utc>,
}
