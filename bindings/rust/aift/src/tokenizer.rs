//! Tokenizers and encodings.
use std::os::raw::c_char;
use std::path::Path;

use aift_sys as sys;

use crate::context::Context;
use crate::error::Result;
use crate::generated::EncodeOptions;
use crate::handle::{counted, handle, thread_safe};
use crate::source::Source;
use crate::text::{c_path, c_string, option, values};

handle! {
    /// A tokenizer.json. A clone is another reference to the same.
    Tokenizer, aift_tokenizer, aift_tokenizer_release
}
handle! {
    /// The tokens of a text.
    Encoding, aift_encoding, aift_encoding_release
}
thread_safe!(Tokenizer, Encoding);
counted!(Tokenizer, aift_tokenizer_retain);

impl Tokenizer {
    /// Reads a tokenizer.json, or the one of a model folder.
    pub fn load(context: &Context, path: impl AsRef<Path>) -> Result<Self> {
        let path = c_path(path)?;
        Self::make(|out| unsafe { sys::aift_tokenizer_load(context.as_ptr(), path.as_ptr(), out) })
    }

    /// The same of a file that does not lie at a path.
    pub fn load_source(context: &Context, mut source: Source) -> Result<Self> {
        let given = source.raw();
        let made = Self::make(|out| unsafe { sys::aift_tokenizer_load_source(context.as_ptr(), &given, out) });
        source.finish();
        made
    }

    /// The number of tokens, added ones included.
    pub fn vocab_size(&self) -> i32 {
        unsafe { sys::aift_tokenizer_vocab_size(self.as_ptr()) }
    }

    /// The id of a token.
    pub fn token_to_id(&self, token: &str) -> Option<i32> {
        let token = c_string(token).ok()?;
        Some(unsafe { sys::aift_tokenizer_token_to_id(self.as_ptr(), token.as_ptr()) }).filter(|id| *id >= 0)
    }

    /// The token of an id.
    pub fn id_to_token(&self, id: i32) -> Option<&str> {
        unsafe { option(sys::aift_tokenizer_id_to_token(self.as_ptr(), id)) }
    }

    /// Encodes one text.
    pub fn encode(&self, text: &str, options: &EncodeOptions) -> Result<Encoding> {
        options.with_raw(|raw| {
            Encoding::make(|out| unsafe {
                sys::aift_tokenizer_encode(self.as_ptr(), text.as_ptr() as *const c_char, text.len(), raw, out)
            })
        })
    }
}

impl Encoding {
    /// The number of tokens.
    pub fn len(&self) -> usize {
        unsafe { sys::aift_encoding_length(self.as_ptr()) }
    }

    /// True without tokens.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Token ids.
    pub fn ids(&self) -> &[i32] {
        unsafe { values(sys::aift_encoding_ids(self.as_ptr()), self.len()) }
    }

    /// Segment ids (token_type_ids).
    pub fn type_ids(&self) -> &[i32] {
        unsafe { values(sys::aift_encoding_type_ids(self.as_ptr()), self.len()) }
    }

    /// Where each token stands in the text: start and end, in the unit asked for.
    pub fn offsets(&self) -> &[[i64; 2]] {
        unsafe { values(sys::aift_encoding_offsets(self.as_ptr()) as *const [i64; 2], self.len()) }
    }

    /// 1 where the post-processor put a special token.
    pub fn special_tokens_mask(&self) -> &[i32] {
        unsafe { values(sys::aift_encoding_special_tokens_mask(self.as_ptr()), self.len()) }
    }
}
