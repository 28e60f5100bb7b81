//! Which fonts there are: one that is bundled, so that Latin, Greek and Cyrillic look the same on every machine, and
//! those of the system for all others. It must not know what is written with them.

use fontique::{
    Blob, Collection, CollectionOptions, FallbackKey, FamilyId, FontInfoOverride, Script,
    SourceCache,
};
use krilla::text::{Font, Tag};
use parley::{FontContext, FontData, LayoutContext, Run};
use std::collections::HashMap;
use std::sync::Arc;

/// What the bundled font is called here: the system's may be another version of it.
pub(crate) const BUNDLED: &str = "Daybook Noto Sans";
const REGULAR: &[u8] = include_bytes!("../fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/NotoSans-Bold.ttf");
/// Fonts that have a box for every character and a shape for none.
const BOXES: [&str; 4] = ["LastResort", "Last Resort", "Adobe Blank", "Unifont"];

/// What a script is written in where it is there: the first that a system names may be one for headings.
const PREFERRED: [([u8; 4], &str); 5] = [
    (*b"Hebr", "Noto Sans Hebrew"),
    (*b"Arab", "Noto Naskh Arabic"),
    (*b"Thai", "Noto Sans Thai"),
    (*b"Deva", "Noto Sans Devanagari"),
    (*b"Armn", "Noto Sans Armenian"),
];

/// Which fonts a document may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FontChoice {
    /// The bundled one and those of the system.
    System,
    /// The bundled one alone.
    BundledAlone,
}

/// A font at one place of its axes, as the PDF knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct FontKey {
    data: u64,
    index: u32,
    axes: Vec<([u8; 4], u32)>,
}

/// The fonts.
pub(crate) struct FontShelf {
    pub(crate) fonts: FontContext,
    pub(crate) layouts: LayoutContext<()>,
    embedded: HashMap<FontKey, Option<Font>>,
    families: HashMap<char, Option<Arc<str>>>,
}

impl FontShelf {
    /// Looks for the system's fonts, where they are wanted.
    pub(crate) fn new(choice: FontChoice) -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: choice == FontChoice::System,
        });
        for data in [REGULAR, BOLD] {
            let named = FontInfoOverride {
                family_name: Some(BUNDLED),
                ..FontInfoOverride::default()
            };
            collection.register_fonts(Blob::new(Arc::new(data)), Some(named));
        }
        prefer(&mut collection);
        Self {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            embedded: HashMap::new(),
            families: HashMap::new(),
        }
    }

    /// The font of a run for the PDF; none where it cannot be read there.
    pub(crate) fn embedded(&mut self, run: &Run<'_, ()>) -> Option<Font> {
        let axes: Vec<_> = run.synthesis().variation_settings().to_vec();
        let font = run.font();
        let key = FontKey {
            data: font.data.id(),
            index: font.index,
            axes: axes
                .iter()
                .map(|(tag, value)| (tag.to_be_bytes(), value.to_bits()))
                .collect(),
        };
        let made = self.embedded.entry(key);
        made.or_insert_with_key(|key| embed(font, key)).clone()
    }

    /// A family that has a shape for a character, whatever its script.
    pub(crate) fn family_with(&mut self, sign: char) -> Option<Arc<str>> {
        if let Some(known) = self.families.get(&sign) {
            return known.clone();
        }
        let found = self.look_for(sign);
        self.families.insert(sign, found.clone());
        found
    }

    fn look_for(&mut self, sign: char) -> Option<Arc<str>> {
        let fonts = &mut self.fonts;
        let ids: Vec<FamilyId> = fonts.collection.family_ids().collect();
        ids.into_iter().find_map(|id| {
            let family = fonts.collection.family(id)?;
            if BOXES.iter().any(|boxes| family.name().contains(boxes)) {
                return None;
            }
            let font = family.default_font()?;
            let data = font.load(Some(&mut fonts.source_cache))?;
            let shapes = font.charmap_index().charmap(data.as_ref())?;
            let has_shape = shapes.map(sign).is_some_and(|glyph| glyph != 0);
            has_shape.then(|| Arc::from(family.name()))
        })
    }
}

fn prefer(collection: &mut Collection) {
    for (script, name) in PREFERRED {
        if let Some(family) = collection.family_id(name) {
            let key = FallbackKey::new(Script::from_bytes(script), None);
            collection.set_fallbacks(key, [family].into_iter());
        }
    }
}

fn embed(font: &FontData, key: &FontKey) -> Option<Font> {
    let axes: Vec<_> = key
        .axes
        .iter()
        .map(|(tag, value)| (Tag::new(tag), f32::from_bits(*value)))
        .collect();
    let (data, _) = font.data.clone().into_raw_parts();
    Font::new_variable(data.into(), font.index, &axes)
}
