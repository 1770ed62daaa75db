package diffusion

import (
	"context"
	"fmt"
	"slices"

	"lookbook/engine/arch/qwen"
	"lookbook/engine/graph/safetensors"
	"lookbook/engine/internal/ort"
	"lookbook/engine/stage"
)

// chat is the form in which the language model expects a wish: what the user
// says, and an answer that begins with an empty thought.
const chat = "<|im_start|>user\n%s<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"

// tokens are the numbers of a text in chat form, padded or cut to Words, and 1
// for each that is no padding.
func (k *Klein) tokens(prompt string) (ids []int64, mask []float32, err error) {
	if ids, err = k.words.Encode(fmt.Sprintf(chat, prompt)); err != nil {
		return nil, nil, err
	}
	ids = ids[:min(len(ids), int(k.Words))]
	for range ids {
		mask = append(mask, 1)
	}
	for int64(len(ids)) < k.Words {
		ids, mask = append(ids, k.pad), append(mask, 0)
	}
	return ids, mask, nil
}

// Embed is what the transformer is told of a text: [Words, len(After)·width].
// The same text is answered from the Cache.
func (k *Klein) Embed(ctx context.Context, prompt string) ([]float32, error) {
	ids, mask, err := k.tokens(prompt)
	if err != nil {
		return nil, err
	}
	key := stage.Key("klein embedding", k.Identity, k.Dialect.Name(), fmt.Sprint(k.After, ids))
	size := int(k.Words * int64(len(k.After)) * k.text.Width)
	if k.Cache != nil {
		if b, ok := k.Cache.Get(key); ok && len(b) == 4*size {
			out, _ := readNumbers(b, size)
			return out, nil
		}
	}
	set, err := safetensors.Open(k.Root, k.at("text_encoder"))
	if err != nil {
		return nil, err
	}
	if slices.Max(k.After) > k.text.Layers {
		return nil, set.Mismatch("model.layers", fmt.Sprintf("are %d, needed are %d", k.text.Layers, slices.Max(k.After)))
	}
	n, err := qwen.Build(k.text, set, k.Dialect, k.Words, k.After...)
	if err != nil {
		return nil, err
	}
	shape := []int64{1, k.Words}
	out, err := k.once(ctx, n, ort.Tensor{Shape: shape, I64: ids}, ort.Tensor{Shape: shape, F32: mask})
	if err != nil {
		return nil, err
	}
	if k.Cache != nil {
		// What cannot be kept costs time later, nothing else.
		_ = k.Cache.Put(key, appendNumbers(nil, out[0].F32))
	}
	return out[0].F32, nil
}
