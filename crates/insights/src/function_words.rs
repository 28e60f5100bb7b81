//! Words that say little of what is asked: articles, pronouns, auxiliaries, prepositions, greetings. They weigh less when
//! questions are likened, and a phrase of nothing else is not told. Words that ask ("how", "when") are none of them.
//! In languages without a list here, how seldom a word is asked with has to tell it.

use std::collections::HashSet;
use std::sync::LazyLock;

/// As words are compared: in lower case, without accents.
const WORDS: &str = "
    a an the this that these those i you he she it we they me us your my our their its is are am be was were been do does did
    have has had can could will would shall should may might must of for to in on at by with from and or if there here please
    hi hello hey thanks thank dear good morning afternoon evening any some also just so as but s t re ve m ll d
    der die das den dem des ein eine einen einem einer ich du er sie es wir ihr mich mir dich dir euch uns mein meine ihre
    ihren euer eure unser ist sind bin bist war hat haben habt kann konnen konnt koennen konnte mochte moechte wurde wuerde
    von fur fuer zu zum zur in im an am auf bei mit und oder wenn bitte hallo guten tag danke auch noch denn da dass
    le la les l un une des du de d je tu il elle on nous vous ils mon ma mes votre vos notre nos est sont suis ai as a avez
    avons ont peut puis pouvez pour dans en au aux avec et ou si s il bonjour bonsoir salut merci y que qu ce cette
    el los las lo una unos unas yo usted ustedes mi su sus tu es son soy hay tiene tienen puedo puede pueden para por con en y o
    al del hola buenos dias buenas tardes gracias favor se me te
    o os as um uma uns umas eu ele ela nos voces voce meu minha seu sua e sao sou tem posso pode podem para por com em no na
    nos nas ao do da dos das ola bom boa tarde dia obrigado obrigada favor se me
    il lo gli i uno io lei noi voi mio mia vostro sono ho hai ha avete posso puo potete per con su di del della dei nel nella
    ciao buongiorno grazie e o
    de het een ik je jij u hij zij wij we jullie mijn uw is zijn ben heb heeft hebben kan kunt kunnen voor van naar op met en of
    als hallo goedendag dank alstublieft graag
";

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());

/// Whether a word, as it is compared, says little.
pub(crate) fn says_little(word: &str) -> bool {
    KNOWN.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_ask_or_name_say_something() {
        for word in ["the", "your", "bitte", "vous", "gracias"] {
            assert!(says_little(word), "{word}");
        }
        for word in ["how", "when", "price", "wann", "combien", "desk", ""] {
            assert!(!says_little(word), "{word}");
        }
    }
}
