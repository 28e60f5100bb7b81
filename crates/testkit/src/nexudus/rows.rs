//! The records, with the documented names of their fields. What the documents name and no test
//! needs is left out; `extra` takes anything else.

use ::nexudus::Entity;
use serde::Serialize;
use serde_json::{Map, Value};

/// A record of the world.
pub trait MockRow: Serialize {
    /// Which list it is in.
    const ENTITY: Entity;
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident = $entity:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $name {
            /// The id; 0 asks the world for one of ten digits.
            pub id: i64,
            $($(#[$fdoc])* pub $field: $kind,)*
            /// Whatever else.
            #[serde(flatten)]
            pub extra: Map<String, Value>,
        }

        impl MockRow for $name {
            const ENTITY: Entity = Entity::$entity;
        }
    )*};
}

rows! {
    /// A location.
    Business = Businesses {
        /// Its name.
        name: String,
        /// A number of the vendor's own list.
        simple_time_zone_id: Option<i64>,
    }
    /// `AiChannelSession`.
    Session = Sessions {
        /// The location.
        business_id: i64,
        /// The customer.
        coworker_id: Option<i64>,
        /// A copy of the customer's name.
        coworker_full_name: Option<String>,
        /// A copy of the company.
        coworker_company_name: Option<String>,
        /// A copy of the phone number.
        coworker_mobile_phone: Option<String>,
        /// Chat, Email, WhatsApp, Voice, or anything.
        channel: String,
        /// E-mail address or phone number.
        external_identifier: Option<String>,
        /// The session id.
        chat_session: Option<String>,
        /// The last activity.
        last_activity_utc: Option<String>,
        /// The subject.
        subject: Option<String>,
        /// 0 to 3.
        escalation_status: Option<i64>,
    }
    /// `OpenAiChatMessage`.
    Message = Messages {
        /// The location.
        business_id: i64,
        /// The session; older rows have none.
        ai_channel_session_id: Option<i64>,
        /// Typed as a text in the documents.
        ai_channel_session_coworker_id: Option<String>,
        /// A copy of the contact.
        ai_channel_session_external_identifier: Option<String>,
        /// 1 is an operator's.
        action: Option<i64>,
        /// The text.
        content: Option<String>,
        /// The session id.
        chat_session: Option<String>,
        /// Who answered.
        responder_name: Option<String>,
        /// user, assistant, system, tool, or anything.
        chat_message_role: Option<String>,
        /// The channel.
        channel: Option<String>,
        /// The customer message that carried it.
        coworker_message_id: Option<i64>,
        /// The ticket that carried it.
        help_desk_message_id: Option<i64>,
        /// The comment that carried it.
        help_desk_comment_id: Option<i64>,
    }
    /// `ProposedAction`.
    ProposedAction = ProposedActions {
        /// The location.
        business_id: i64,
        /// The conversation that it comes from.
        ai_channel_session_id: Option<i64>,
        /// The conversation that it began.
        outcome_session_id: Option<i64>,
        /// Why.
        criteria_type: Option<String>,
        /// 1 to 4.
        action_type: i64,
        /// The subject of the draft.
        draft_subject: Option<String>,
        /// The draft.
        draft_body: Option<String>,
        /// 1 to 8.
        status: i64,
    }
    /// `Visitor`.
    Visitor = Visitors {
        /// The location.
        business_id: i64,
        /// The name.
        full_name: String,
        /// The address.
        email: String,
        /// The customer.
        coworker_id: Option<i64>,
        /// The number.
        phone_number: Option<String>,
        /// Whether it is a tour.
        is_tour: bool,
        /// An array, or an object with `Data`.
        custom_fields: Value,
    }
    /// `Coworker`.
    Coworker = Coworkers {
        /// The name.
        full_name: String,
        /// The address.
        email: String,
        /// The company.
        company_name: Option<String>,
        /// The number.
        mobile_phone: Option<String>,
    }
    /// `CoworkerContract`.
    CoworkerContract = Contracts {
        /// The customer.
        coworker_id: i64,
        /// The plan.
        tariff_name: String,
        /// Whether it runs.
        active: bool,
    }
    /// `Booking`.
    Booking = Bookings {
        /// What was booked.
        resource_name: String,
        /// The customer.
        coworker_id: Option<i64>,
        /// When it begins.
        from_time: String,
        /// The same, in local time.
        from_time_local: Option<String>,
    }
    /// `CoworkerProduct`.
    CoworkerProduct = Products {
        /// The customer.
        coworker_id: i64,
        /// The product.
        product_id: i64,
        /// Its name.
        product_name: String,
    }
    /// `CustomField`: a definition.
    CustomField = CustomFields {
        /// The location.
        business_id: i64,
        /// What people read beside it.
        name: String,
        /// 5 is a visitor's.
        record_type: i64,
        /// 1 is a text, 3 yes or no, 5 a date, 6 and 7 numbers.
        field_type: i64,
        /// Which it is within its kind of record and location.
        custom_field_index: i64,
        /// Lists leave it out, as documented.
        available_options: Option<String>,
        /// As above.
        required: bool,
    }
    /// `ProductTimePass`: which product has which time pass. Whether it says the minutes too is not
    /// documented; a test that wants them has them in `extra`.
    ProductTimePass = TimePasses {
        /// The product.
        product_id: i64,
        /// The time pass.
        time_pass_id: Option<i64>,
    }
    /// `TimePass`.
    TimePass = PassLimits {
        /// Its name.
        name: String,
        /// Minutes, or null for no limit.
        minutes_included: Option<i64>,
    }
    /// `AuditTrailEntry`.
    AuditTrailEntry = AuditTrail {
        /// What kind of record.
        entity_short_name: String,
        /// Which.
        entity_id: i64,
        /// 3 is a deletion.
        audit_type: i64,
    }
    /// `HelpDeskMessage`.
    HelpDeskMessage = Tickets {
        /// The location.
        business_id: i64,
        /// The subject.
        subject: String,
        /// The text.
        message_text: String,
    }
    /// `HelpDeskComment`.
    HelpDeskComment = Comments {
        /// The ticket.
        help_desk_message_id: i64,
        /// The customer.
        coworker_id: i64,
        /// The text.
        message_text: String,
    }
    /// `CoworkerMessage`.
    CoworkerMessage = CoworkerMessages {
        /// The customer.
        coworker_id: i64,
        /// Whether the customer wrote it.
        incoming: bool,
        /// The text.
        body: String,
    }
}
