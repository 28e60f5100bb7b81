//! Spanish.

use crate::scenario::ScenarioStep::*;
use crate::scenario::*;

/// The scenarios.
pub(super) const SCENES: &[Scenario] = &[
    scene("es_precios", PersonKind::Guest, 20, WRITTEN, &["Precios", "Consulta sobre planes", "Escritorio desde {month}"],
        &[You(&["Hola, ¿cuánto cuesta un escritorio al mes?", "¿Qué planes tienen para alguien que iría dos o tres días por semana?", "Buenas, quisiera información de precios por favor"]), Bot(&["Con gusto, estos son los planes (impuestos aparte):\n\n{plans}\n\nTodos son mes a mes.", "Aquí tienes la lista:\n\n{plans}\n\nEl wifi, el café y las cabinas están incluidos."]), Leave(38),
          Either(&[(52, &[You(&["¿Se puede visitar antes?", "Gracias. ¿Puedo pasar a verlo el {day}?"]), Bot(&["¡Claro! Elige hora aquí: {go:tour:Solicitar una visita}", "Por supuesto: {go:tour:Reservar una visita}. {op} te lo enseña todo."]), Outcome(OutcomeKind::Tour, OutcomeTiming::Mixed)]), (48, &[You(&["Lo voy a pensar, gracias.", "Gracias, lo comento en casa."]), Bot(&["Sin prisa. Aquí estamos para lo que necesites."])])]), Thanks(45)]).spoken(SpokenLanguage::Es),
    scene("es_pase", PersonKind::Guest, 16, WRITTEN, &["Pase de un día", "¿Un día suelto?"],
        &[You(&["¿Puedo ir solo un día? Estoy de paso en {city}.", "¿Cuánto vale un pase de un día?", "Necesito un lugar tranquilo para trabajar el {day} 🙏"]), Bot(&["Sí, el pase de día cuesta {pass} e incluye café y wifi, de {open} a {close}. {go:day-pass:Comprar un pase de día}", "Claro que sí, {pass} por el día: {go:day-pass:Comprar un pase}"]), Leave(24), Outcome(OutcomeKind::DayPass, OutcomeTiming::Mixed), Resume(&[May(55, &[You(&["Listo, ya lo compré", "Comprado, ¿a dónde voy?"]), Bot(&["Perfecto. Estamos en {address}; enseña el código en recepción."])])]), Thanks(45)]).spoken(SpokenLanguage::Es),
    scene("es_pase_cuenta", PersonKind::Newcomer, 20, WRITTEN, &["Pase de día con factura", "Primera vez en {space}"],
        &[You(&["Quiero un pase para el {day} y necesito factura a nombre de mi empresa.", "¿Tengo que crear una cuenta para ir un día?"]), Bot(&["La cuenta se crea sola al comprar y la factura llega por correo: {go:day-pass:Comprar un pase de día} ({pass})"]), Joins(OutcomeKind::DayPass), Resume(&[You(&["Ya está, gracias", "Listo, nos vemos el {day}"]), Bot(&["¡Bienvenido a {space}, {first}!"])]), Thanks(30)]).spoken(SpokenLanguage::Es),
    scene("es_alta", PersonKind::Newcomer, 14, WRITTEN, &["Quiero ser miembro", "Alta en {plan}"],
        &[You(&["Hola, ya hice la visita y quiero contratar {plan}.", "¿Cómo me doy de alta? Empezaría el {start}."]), Bot(&["¡Qué bien! **{plan}** cuesta {plan_price} al mes. Puedes darte de alta aquí: {go:plan:Contratar {plan}}"]), Joins(OutcomeKind::Contract), Resume(&[You(&["Hecho. ¿Cuándo recojo la llave?"]), Bot(&["Cuando quieras, está en recepción. Trae un documento de identidad. ¡Bienvenida la nueva etapa!"])]), Thanks(50)]).spoken(SpokenLanguage::Es),
    scene("es_sala", PersonKind::Member, 30, WRITTEN, &["Sala para el {day}", "Reserva de {room}"],
        &[You(&["¿Está libre {room} el {day} a las {time}?", "Necesito una sala para {people} personas el {date}, de {time} a {end}.", "buenas! {room} el {day} {time}?"]), Tool("check_availability", "room={room}; date={iso}", "free"), Bot(&["Sí, **{room}** está libre de {time} a {end}. Son {total} en total. ¿La reservo?", "Está libre ({total}). ¿Confirmo?"]), Leave(8), You(&["Sí, por favor", "Dale, resérvala", "Perfecto, confirma"]), Outcome(OutcomeKind::Booking, OutcomeTiming::Now), Bot(&["Reservada: {room}, {date}, de {time} a {end}. {go:booking:Ver la reserva}", "Listo. {go:booking:Confirmación de la reserva}"]), Thanks(50)]).spoken(SpokenLanguage::Es),
    scene("es_queja", PersonKind::Member, 12, WRITTEN, &["Queja", "Un problema", "Por favor, revisen esto"],
        &[You(&["Me cobraron dos veces la sala {room} en la factura {no}.", "Hay muchísimo ruido en la zona silenciosa hoy.", "El aire acondicionado está a tope y hace un frío terrible."]), Bot(&["Lo siento mucho. Se lo paso ahora mismo a {op}.", "Tienes razón, lo reviso con el equipo. He abierto un caso."]), Escalate(&["Queja de {name}", "{name}: problema en el espacio"], &[Desk(&["Hola {first}, ya está corregido. Disculpa las molestias."]), YouDesk(&["Muchas gracias por la rapidez."])])]).spoken(SpokenLanguage::Es),
    scene("es_miembro_duda", PersonKind::Member, 14, WRITTEN, &["Consulta rápida", "Una pregunta"],
        &[Ask(&[
              (&["¿Me reenvían la factura {no}?"], &["Acabo de enviarla a {email}."]),
              (&["¿Hasta qué hora está abierta la recepción hoy?"], &["La recepción está abierta de {open} a {close}. Con tu llave puedes entrar según tu plan."]),
              (&["¿Llegó un paquete para {company}?"], &["Lo he consultado con recepción: te avisan en cuanto llegue.", "Sí, está en recepción a tu nombre."]),
          ]), Thanks(60)]).spoken(SpokenLanguage::Es),
];
