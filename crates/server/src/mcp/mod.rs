//! Tools for chatbots, over the Model Context Protocol: what a chatbot with no code of its own can do
//! in a conversation. A tool does what its route does, by the same function; what goes wrong is told to
//! the language model in words that it can act on. It must not know SQL.

mod answer;
mod ask;
pub(crate) mod endpoint;
mod origin_check;
mod run;
mod tool;

use crate::http::error::HttpError;
use crate::http::state::ServerState;
use model::Reach;
use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
    Implementation, ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig,
};
use rmcp::service::{RequestContext, RoleServer};
use tool::McpTool;

const INSTRUCTIONS: &str = "Tools for an assistant that talks with visitors and members of a coworking \
    space. Every tool wants the conversation_id of the conversation it is used in. Give links to the \
    visitor exactly as they come: they carry the session, so that a booking finds its conversation. \
    When a tool says that something is missing or wrong, mend it or ask the visitor; do not invent it.";

/// The tools, for one request.
#[derive(Clone)]
pub(crate) struct McpHandler {
    context: ServerState,
    /// The address under which whoever asks reaches this server, where it is known.
    base: Option<String>,
    /// How far the token of whoever asks reaches.
    reach: Reach,
}

impl McpHandler {
    /// The tools, for one request.
    pub(crate) fn new(context: ServerState, base: Option<String>, reach: Reach) -> Self {
        Self {
            context,
            base,
            reach,
        }
    }
}

impl ServerHandler for McpHandler {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        let mut info = ServerConfig::new(capabilities).with_instructions(INSTRUCTIONS);
        info.server_info = Implementation::new("daybook-server", env!("CARGO_PKG_VERSION"));
        info
    }

    async fn list_tools(
        &self,
        _page: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = McpTool::ALL.iter().map(|tool| tool.described());
        Ok(ListToolsResult::with_all_items(tools.collect()))
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = McpTool::named(&call.name) else {
            let words = format!("there is no tool {:?}", call.name);
            return Err(ErrorData::invalid_params(words, None));
        };
        let arguments = call.arguments.unwrap_or_default();
        let result = match self.run(tool, arguments).await {
            Ok(answer) => CallToolResult::structured(answer),
            Err(failure) => CallToolResult::error(vec![ContentBlock::text(words(&failure))]),
        };
        Ok(result.into())
    }
}

/// A refusal, for a language model.
fn words(failure: &HttpError) -> String {
    match failure.seconds_to_wait() {
        Some(seconds) => format!("not now: wait {seconds} seconds, then try again"),
        None => failure.message().to_owned(),
    }
}
