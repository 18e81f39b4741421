// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/PlanEstimate.h"

#include "core/audio/VoiceWindows.h"
#include "core/audio/Wav2Vec2Config.h"
#include "core/vae/VaeMemory.h"

#include <algorithm>

namespace studio::pipeline {
namespace {

constexpr int64_t kPixelsPerToken = int64_t{16} * 16; // 8 of the VAE times 2 of a patch, each way
constexpr int64_t kBlockFrames = 3; // latent frames of a block
constexpr int64_t kFramesPerLatent = 4;
constexpr int64_t kColours = 3;
constexpr int64_t kMiB = int64_t{1} << 20;
constexpr audio::WindowSize kWindow{}; // of a long voice
constexpr int64_t kCpuVaePacking = 4; // a CPU's kernels keep the VAE's weights in several orders

int64_t tokens(int64_t pixels)
{
    return (pixels + kPixelsPerToken - 1) / kPixelsPerToken;
}

// Whether item `index` of `all` is one of `chosen` evenly spread ones: gaps differ by at most one, cyclically. `phase`
// in 0..all-1 shifts them.
bool isChosen(int64_t index, int64_t chosen, int64_t all, int64_t phase)
{
    return ((index + 1) * chosen + phase) / all != (index * chosen + phase) / all;
}

// Streamed weights and pinned caches are shifted against each other by half a gap, so that with few of both their
// copies fall on different layers.
bool weightsLeave(int64_t layer, int64_t count, int64_t layers)
{
    return isChosen(layer, count, layers, 0);
}

bool kvLeaves(int64_t layer, int64_t count, int64_t layers)
{
    return isChosen(layer, count, layers, layers / 2);
}

bool readsFp8(const PlanRequest& request)
{
    return request.kv == NumberFormat::Fp8 && request.attention == NumberFormat::Fp8;
}

template<typename Items>
int64_t sum(const Items& items)
{
    int64_t bytes = 0;
    for (const MemoryItem& item : items)
        bytes += item.bytes;
    return bytes;
}

} // namespace

int64_t bytesOf(NumberFormat format)
{
    switch (format) {
    case NumberFormat::Bf16: return kBf16;
    case NumberFormat::Fp32: return kFp32;
    default: return 1;
    }
}

PlanEstimate::PlanEstimate(const ModelShape& shape, const PlanRequest& request)
    : m_shape(shape)
    , m_request(request)
    , m_pixels(int64_t{request.width} * request.height)
    , m_frameTokens(tokens(m_pixels))
    , m_blockTokens(kBlockFrames * m_frameTokens)
    , m_ringTokens(request.windowBlocks * m_blockTokens)
    // Reference and newest motion latent, 1/4 for two and 4/16 for sixteen older ones (MODEL.md 6.1).
    , m_conditionTokens((5 * m_frameTokens + 1) / 2)
    , m_number(bytesOf(request.model))
    , m_windowNumber(readsFp8(request) ? 1 : m_number)
    , m_readsCaches(request.kv != NumberFormat::Fp8 || readsFp8(request))
    , m_tokenBytes(shape.kvTokenBytes(request.kv, request.attention))
    , m_stem(shape.stemBytes(request.model))
{
    const int64_t n = shape.layers;
    std::vector<int64_t> bytes;
    for (int64_t layer = 0; layer < n; ++layer) {
        bytes.push_back(shape.layerBytes(layer, request.weights, request.model, request.kernels));
        m_allLayers += bytes.back();
        m_loading = std::max(m_loading, shape.layerBytes(layer, request.model, request.model) + 2 * bytes.back());
    }
    for (int64_t count = 0; count <= n; ++count) {
        Leaving& leaving = m_leaving.emplace_back();
        std::vector<int64_t> moving;
        for (int64_t layer = 0; layer < n; ++layer) {
            if (!weightsLeave(layer, count, n))
                continue;
            moving.push_back(bytes[static_cast<size_t>(layer)]);
            leaving.total += moving.back();
            leaving.largest = std::max(leaving.largest, moving.back());
        }
        for (int64_t disk = 0; disk <= count; ++disk) {
            int64_t& total = leaving.onDisk.emplace_back(0);
            for (int64_t index = 0; index < count; ++index)
                total += isChosen(index, disk, count, 0) ? moving[static_cast<size_t>(index)] : 0;
        }
    }
}

std::vector<WeightTier> PlanEstimate::places(const Choice& choice) const
{
    std::vector<WeightTier> places;
    int64_t index = 0;
    for (int64_t layer = 0; layer < layers(); ++layer) {
        if (!weightsLeave(layer, choice.streamed, layers()))
            places.push_back(WeightTier::Device);
        else
            places.push_back(isChosen(index++, choice.disk, choice.streamed, 0) ? WeightTier::Disk
                                                                                : WeightTier::Pinned);
    }
    return places;
}

std::vector<KvTier> PlanEstimate::kvTiers(const Choice& choice) const
{
    std::vector<KvTier> places;
    for (int64_t layer = 0; layer < layers(); ++layer)
        places.push_back(kvLeaves(layer, choice.pinnedKv, layers()) ? KvTier::Pinned : KvTier::Device);
    return places;
}

std::array<MemoryItem, 13> PlanEstimate::vram(const Choice& choice) const
{
    const Leaving& leaving = m_leaving[static_cast<size_t>(choice.streamed)];
    const int64_t weightSlots = std::min<int64_t>(choice.weightSlots, choice.streamed);
    const int64_t kvSlots = std::min<int64_t>(choice.kvSlots, choice.pinnedKv);
    const int64_t d = m_shape.dim;
    const auto injectors = static_cast<int64_t>(m_shape.audioLayers.size());
    const int64_t headDim = d / m_shape.heads;
    const vae::VaeMemory vae = vae::vaeMemory(m_shape.vaeWidth, m_pixels);
    // A film with a history also encodes, but not while it decodes.
    const int64_t vaeCaches
        = m_request.historyFrames > 0 ? std::max(vae.decoderCaches, vae.encoderCaches) : vae.decoderCaches;
    return {{
        {MemoryPart::Context, m_request.contextBytes},
        {MemoryPart::Stem, m_stem},
        {MemoryPart::ResidentLayers, m_allLayers - leaving.total},
        // All slots have the size of the largest streamed layer.
        {MemoryPart::WeightSlots, weightSlots * leaving.largest},
        // A ring for each step.
        {MemoryPart::ResidentKv, (layers() - choice.pinnedKv) * kvDeviceBytes(m_request.steps)},
        {MemoryPart::KvSlots, kvSlots * kvDeviceBytes(choice.lanes)},
        // DitModel's TextContext: the rows, and each layer's keys and values, computed once per prompt.
        {MemoryPart::Text,
         std::min(m_request.prompts, choice.lanes) * (2 * layers() + 1) * m_shape.textLength * d * m_number},
        // BlockContext and Lane: per injector keys, values of the audio tokens and shift, scale (fp32);
        // complex64 factors of the rope for block and reference.
        {MemoryPart::LaneContexts,
         choice.lanes
             * (m_request.voices * injectors * kBlockFrames * d * (2 * (m_shape.audioTokens + 1) * m_number + 2 * kFp32)
                + (m_blockTokens + m_frameTokens) * headDim / 2 * 2 * kFp32)},
        // If attention doesn't read the caches in place: one lane's keys and values in the model's dtype.
        {MemoryPart::AttentionWindow, m_readsCaches ? 0 : (m_conditionTokens + m_ringTokens) * d * 2 * m_windowNumber},
        {MemoryPart::VaeWeights, vaeBytes()},
        {MemoryPart::VaeCaches, ownVaeKernels() ? 0 : vaeCaches * m_number}, // among cpuWorking()
        // A block is decoded between two ticks. But the decoder's caches fragment the memory that ticks use, so
        // libtorch's GPU allocator keeps the memory of both stages.
        {MemoryPart::Working, onCpu() ? cpuWorking(choice.lanes) : ditWorking(choice.lanes) + decoding()},
        {MemoryPart::AllocatorSlack, allocatorSlack(choice.lanes)},
    }};
}

std::array<MemoryItem, 8> PlanEstimate::ram(const Choice& choice) const
{
    const int64_t d = m_shape.dim;
    const int64_t filmFrames
        = m_request.clips > 0 ? m_request.clips * m_request.framesPerClip : voiceRows() * kFramesPerSecond / 50;
    // Of a long voice two windows' frames are kept at most, as a block may lie across them.
    const int64_t heardFrames = std::min(filmFrames, hearsAhead() ? kWindow.states : filmFrames)
        + int64_t{m_request.leadIn} * kFramesPerBlock;
    const Leaving& leaving = m_leaving[static_cast<size_t>(choice.streamed)];
    return {{
        {MemoryPart::Program, m_request.programBytes},
        {MemoryPart::Slabs, leaving.total - diskBytes(choice)},
        {MemoryPart::PinnedKv, choice.pinnedKv * kvCompactBytes(m_request.steps)},
        // Read ahead: one slab on its way to the GPU, one being read.
        {MemoryPart::DiskStaging, std::min<int64_t>(2, choice.disk) * leaving.largest},
        // While slabs are built: one that is made and one that is written, the layer unquantised, and the LoRA's
        // product for one linear layer in fp32 (MODEL.md 1.7). The checkpoint is mapped; its pages are dropped when RAM
        // is needed.
        {MemoryPart::LoadStaging, m_loading + std::max(d, m_shape.ffnDim) * d * kFp32},
        // The voice's samples in fp32, and the audio features: all hidden states, per frame.
        {MemoryPart::Voice,
         m_request.voiceSamples * kFp32 + heardFrames * m_shape.audioStates * m_shape.audioDim * m_number},
        {MemoryPart::SpeechModel, hearsAhead() ? speechBytes(Processor::Cpu) : 0},
        // A decoded block in fp32, two blocks of bytes between VAE and encoder, and the history in fp32.
        {MemoryPart::Frames, (kFramesPerBlock * (kFp32 + 2) + m_request.historyFrames * kFp32) * m_pixels * kColours},
    }};
}

Cost PlanEstimate::cost(const Choice& choice) const
{
    Cost cost{.vram = sum(vram(choice)), .ram = sum(ram(choice))};
    // A lane's block overwrites the oldest of its ring, so that one isn't fetched. Only the new block is copied back
    // (MODEL.md 6.5).
    const int64_t fetched = (m_ringTokens - m_blockTokens) * choice.lanes + m_conditionTokens;
    cost.toDevice = m_leaving[static_cast<size_t>(choice.streamed)].total + choice.pinnedKv * fetched * m_tokenBytes;
    cost.fromDevice = choice.pinnedKv * choice.lanes * m_blockTokens * m_tokenBytes;
    cost.disk = diskBytes(choice);
    return cost;
}

int64_t PlanEstimate::layersOnDisk(Choice choice) const
{
    choice.disk = choice.streamed;
    if (sum(ram(choice)) > m_request.ramBudget)
        return choice.streamed;
    for (choice.disk = 0; choice.disk < choice.streamed; ++choice.disk) {
        if (sum(ram(choice)) <= m_request.ramBudget)
            break;
    }
    return choice.disk;
}

// The text context, the block in use and the next one, and attention logits, for heads of 64 (MODEL.md 1.4), in the
// model's dtype and in fp32 with their bias.
int64_t PlanEstimate::textVram() const
{
    const int64_t heads = std::max<int64_t>(1, m_shape.textDim / 64);
    return m_request.contextBytes + 2 * inModelsFormat(m_shape.textEncoderBlockBytes)
        + heads * m_shape.textLength * m_shape.textLength * (2 * m_number + 2 * kFp32);
}

bool PlanEstimate::hearsAhead() const
{
    return !m_request.wholeVoice && voiceRows() > kWindow.states;
}

int64_t PlanEstimate::speechBytes(Processor where) const
{
    const int64_t onDevice = audioVram().value_or(m_request.contextBytes) - m_request.contextBytes;
    return where == Processor::Gpu ? onDevice : onDevice / m_number * kFp32;
}

// Hidden states of the whole voice, 50 a second; 0 if its length is unknown.
int64_t PlanEstimate::voiceRows() const
{
    const int64_t filmSamples = m_request.clips * m_request.framesPerClip * kVoiceRate / kFramesPerSecond;
    return (m_request.voiceSamples > 0 ? m_request.voiceSamples : filmSamples) / audio::kHop;
}

// The audio stage has six rows per state of a window, or of the whole voice, in memory (audio::Wav2Vec2::encode()), and
// the features. Wider tensors are computed in parts: for audio::kConvFramesPerPass states, the first convolution's 64
// rows each, in the model's dtype before and after its norm, which uses two in fp32; for a minute's states, a layer's
// rows and four times as wide ones.
std::optional<int64_t> PlanEstimate::audioVram() const
{
    const int64_t rows = hearsAhead() ? kWindow.states : voiceRows();
    if (rows == 0)
        return std::nullopt;
    const int64_t dim = m_shape.audioDim;
    const int64_t convolving
        = std::min(rows, audio::kConvFramesPerPass) * 64 * m_shape.audioConvChannels * (3 * m_number + 2 * kFp32);
    const int64_t attending = std::min<int64_t>(rows, 3000) * dim * ((6 + 8) * m_number + 2 * kFp32);
    return m_request.contextBytes + inModelsFormat(m_shape.audioModelBytes)
        + rows * (6 * dim + m_shape.audioConvChannels) * m_number + std::max(convolving, attending);
}

// The VAE alone encodes the portrait repeatedly; the picture in fp32 and in the model's dtype.
int64_t PlanEstimate::imageVram() const
{
    const vae::VaeMemory vae = vae::vaeMemory(m_shape.vaeWidth, m_pixels);
    return m_request.contextBytes + vaeBytes() + vae.encodingStill * m_number
        + kColours * m_pixels * (kFp32 + m_number);
}

std::pair<double, double> PlanEstimate::operations(int lanes) const
{
    const auto d = static_cast<double>(m_shape.dim);
    const auto rows = static_cast<double>(m_blockTokens) * lanes;
    const auto keys = static_cast<double>(m_ringTokens + m_conditionTokens + m_shape.textLength);
    const auto n = static_cast<double>(layers());
    const auto injectors = static_cast<double>(m_shape.audioLayers.size());
    const double linear
        = 2.0 * rows * (n * (6.0 * d * d + 2.0 * d * static_cast<double>(m_shape.ffnDim)) + injectors * 2.0 * d * d);
    const double attention = 4.0 * rows * d * (n * keys + injectors * static_cast<double>(m_shape.audioTokens + 1));
    return {linear, attention};
}

double PlanEstimate::bytesBetween(int lanes) const
{
    const int64_t d = m_shape.dim;
    const int64_t number = m_number;
    const int64_t input = inEightBits() ? 1 : number; // of a linear layer
    const int64_t asInput = inEightBits() ? number + input : 0; // a result of attention becomes one
    // Of self-attention's, fp8 is one already, but not of layers in int8.
    const bool isOther = m_request.weights == NumberFormat::Int8;
    const int64_t ownAsInput = m_windowNumber > 1 ? asInput : isOther ? m_windowNumber + input : 0;
    // DitModel's block, what is read and what is written: the first norm; queries, keys and values with their heads;
    // the attended values; two sums with their norms, of two and of three rows; the text's queries and what they attend
    // to; the activation; the last sum, of four rows.
    const int64_t row = d
            * ((number + input) + 3 * (number + m_windowNumber) + ownAsInput + (2 * number + input)
               + (3 * number + input) + (2 * number + asInput) + 5 * number)
        + m_shape.ffnDim * (number + input);
    // Caches that attention can't read are written down for it.
    const int64_t window = m_readsCaches ? 0 : 2 * (m_conditionTokens + m_ringTokens) * d * (1 + number);
    return static_cast<double>(row * m_blockTokens + window) * static_cast<double>(lanes * layers());
}

double PlanEstimate::moviePixelsPerBlock() const
{
    return static_cast<double>(m_pixels) * static_cast<double>(kFramesPerBlock);
}

// A CPU's own kernels don't compute in int8.
int64_t PlanEstimate::vaeBytes() const
{
    const int64_t bytes = inModelsFormat(m_shape.vaeBytes);
    if (ownVaeKernels())
        return bytes * kCpuVaePacking;
    return m_request.decoder == PictureDecoder::Int8 ? bytes + vae::int8DecoderBytes(m_shape.vaeWidth) : bytes;
}

int64_t PlanEstimate::diskBytes(const Choice& choice) const
{
    return m_leaving[static_cast<size_t>(choice.streamed)].onDisk[static_cast<size_t>(choice.disk)];
}

// One layer's caches with `rings` rings; these share the condition tokens' entries (MODEL.md 6.6).
int64_t PlanEstimate::kvCompactBytes(int64_t rings) const
{
    return (rings * m_ringTokens + m_conditionTokens) * m_tokenBytes;
}

// On the device, if attention reads windows in place, each ring has its own condition entries, and all rings share the
// reference frame's unrotated keys.
int64_t PlanEstimate::kvDeviceBytes(int64_t rings) const
{
    if (!m_readsCaches)
        return kvCompactBytes(rings);
    return rings * (m_conditionTokens + m_ringTokens) * m_tokenBytes + m_frameTokens * m_tokenBytes / 2;
}

// The live tensors of DitModel::forward() with a GPU's kernels, at the three points of a block where they are largest,
// or of prefill(). Per token: x and sums in the model's dtype or fp32, and inputs of linear layers, in 8 bits if their
// weights are.
int64_t PlanEstimate::ditWorking(int lanes) const
{
    const int64_t d = m_shape.dim;
    const int64_t number = m_number;
    const int64_t input = inEightBits() ? 1 : number;
    // Attention's result as an input of a linear layer: it may be one already.
    const bool isInput = m_windowNumber == 1 && m_request.weights != NumberFormat::Int8;
    const int64_t attended = isInput || !inEightBits() ? 0 : input;
    // x, its norm, queries in attention's dtype and the attended values; before, queries, keys and values, or the
    // attended values as an input and their projection.
    const int64_t attending = d * (number + input + 2 * m_windowNumber + std::max(3 * number, attended + number));
    // The sum, its norm, the queries before and after theirs, the attended values, and their projection.
    const int64_t reading
        = d * (kFp32 + input + std::max(2 * number, number + number + (inEightBits() ? input : 0) + number));
    // The sum, and the FFN's rows before and after the activation; the sum, the second linear layer's result and the
    // last sum.
    const int64_t feeding
        = std::max({d * (kFp32 + input) + m_shape.ffnDim * number, d * kFp32 + m_shape.ffnDim * (number + input),
                    d * (kFp32 + 2 * number) + m_shape.ffnDim * input});
    // x, its norm, queries, keys not rotated and rotated, values, the attended values in two layouts, and their
    // projection; or, of these, the keys and values on their way to the store.
    const int64_t prefilling = d * (number + input + 4 * number + 3 * number + (inEightBits() ? input : 0));
    return std::max(lanes * m_blockTokens * std::max({attending, reading, feeding}), m_conditionTokens * prefilling);
}

// Temporary memory of the VAE on a GPU while it decodes or encodes, and a block's frames in fp32.
int64_t PlanEstimate::decoding() const
{
    const vae::VaeMemory vae = vae::vaeMemory(m_shape.vaeWidth, m_pixels);
    const int64_t working = m_request.historyFrames > 0 ? std::max(vae.decoding, vae.encoding) : vae.decoding;
    return working * m_number + kFramesPerBlock * kColours * m_pixels * kFp32
        + kFramesPerLatent * kColours * m_pixels * m_number;
}

// Slots and caches are allocated once; temporary tensors vary. libtorch's allocator caches freed memory for the same
// sizes; one block of the largest size may be idle while another is allocated. The libraries' workspaces are also part
// of it.
int64_t PlanEstimate::allocatorSlack(int lanes) const
{
    constexpr int64_t kCublas = 64 * kMiB; // cuBLAS and cuBLASLt on Hopper, 32 MiB each; less on others
    const int64_t widest = lanes * m_blockTokens * m_shape.ffnDim;
    const int64_t libraries = m_request.contextBytes > 0 ? kCublas : 0;
    return onCpu() ? widest * (inEightBits() ? kFp32 : m_number) : widest * m_number + libraries;
}

// The same for a CPU's kernels, which a simulated device uses. In fp32 those of the VAE keep the frames of every stage
// between blocks: 36 at full size (7 cached inputs, and those of a residual block with 4 frames of sums and
// differences), and half as many values in all smaller stages together, which have margins of zeros. In bf16 libtorch's
// kernels make some frames in fp32. 8-bit weights are computed with in fp32, one linear layer at a time; quantising
// needs the LoRA's product in fp32 twice (scaled, clamped), from an fp32 copy.
int64_t PlanEstimate::cpuWorking(int lanes) const
{
    constexpr int64_t kFrames = 72;
    const int64_t d = m_shape.dim;
    const int64_t quantised = inEightBits() ? 3 * kFp32 + 1 : 0;
    const int64_t weights = inEightBits() ? 2 * d * m_shape.ffnDim * kFp32 : 0;
    const int64_t rotating = d * (5 * m_number + 2 * kFp32 + m_number);
    const int64_t attending = d * (6 * m_number + 2 * m_number);
    const int64_t feeding = d * (4 * m_number + kFp32 + m_number) + m_shape.ffnDim * (2 * m_number + quantised);
    const int64_t dit = lanes * m_blockTokens * std::max({rotating, attending, feeding});
    const int64_t frame = m_shape.vaeWidth * m_pixels * kFp32;
    if (!ownVaeKernels())
        return std::max(dit, decoding() + 8 * frame) + weights;
    return dit + weights + kFrames * frame + kFramesPerBlock * kColours * m_pixels * kFp32;
}

} // namespace studio::pipeline
