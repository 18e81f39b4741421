// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/PthFile.h"

#include "core/model/Pickle.h"

#include <ATen/MapAllocator.h>
#include <ATen/ops/from_blob.h>
#include <c10/util/Exception.h>
#include <caffe2/serialize/inline_container.h>

#include <memory>
#include <stdexcept>
#include <unordered_map>

namespace studio::model {
namespace {

using caffe2::serialize::PyTorchStreamReader;

const std::unordered_map<std::string_view, at::ScalarType> kTypes{
    {"torch.BFloat16Storage", at::kBFloat16},
    {"torch.HalfStorage", at::kHalf},
    {"torch.FloatStorage", at::kFloat},
    {"torch.DoubleStorage", at::kDouble},
    {"torch.ByteStorage", at::kByte},
    {"torch.CharStorage", at::kChar},
    {"torch.ShortStorage", at::kShort},
    {"torch.IntStorage", at::kInt},
    {"torch.LongStorage", at::kLong},
    {"torch.BoolStorage", at::kBool},
    {"torch.float8_e4m3fn", at::kFloat8_e4m3fn},
    {"torch.float8_e5m2", at::kFloat8_e5m2},
};

class Archive {
public:
    explicit Archive(const std::filesystem::path& path)
        : m_zip(path.string())
        , m_bytes(std::make_shared<at::MapAllocator>(path.string(), /*flags=*/0, std::filesystem::file_size(path)))
    {
    }

    StateDict tensors()
    {
        const auto [pickle, size] = m_zip.getRecord("data.pkl");
        StateDict found;
        collect(readPickle({static_cast<const char*>(pickle.get()), size}), {}, found);
        return found;
    }

private:
    template<typename T>
    using Shared = std::shared_ptr<T>;

    void collect(const Pickled& value, const std::string& name, StateDict& found)
    {
        if (const auto* dict = std::get_if<Shared<Pickled::Dict>>(&value.value)) {
            collectItems(**dict, name, found);
        } else if (const auto* shared = std::get_if<Shared<Pickled::Call>>(&value.value)) {
            const Pickled::Call& call = **shared;
            const std::string& function = std::get<Pickled::Global>(call.function.value).name;
            const auto& arguments = std::get<Shared<Pickled::Sequence>>(call.arguments.value)->items;
            if (function == "collections.OrderedDict")
                collectItems(call.items, name, found);
            else if (function == "torch._utils._rebuild_parameter")
                collect(arguments.at(0), name, found);
            else if (function == "torch._utils._rebuild_tensor_v2" || function == "torch._utils._rebuild_tensor_v3")
                found.emplace(name, tensor(arguments));
        }
    }

    void collectItems(const Pickled::Dict& dict, const std::string& prefix, StateDict& found)
    {
        for (const auto& [key, value] : dict.items) {
            if (const auto* name = std::get_if<std::string>(&key.value))
                collect(value, prefix.empty() ? *name : prefix + '.' + *name, found);
        }
    }

    // (storage, offset, size, stride, requires_grad, hooks); version 3 adds the dtype and its storage is untyped.
    at::Tensor tensor(const std::vector<Pickled>& arguments)
    {
        // ("storage", type, key, device, element count)
        const Pickled& id = std::get<Shared<Pickled::Reference>>(arguments.at(0).value)->id;
        const auto& storage = std::get<Shared<Pickled::Sequence>>(id.value)->items;
        const Pickled& typeName = arguments.size() > 6 ? arguments[6] : storage.at(1);
        const at::ScalarType type = kTypes.at(std::get<Pickled::Global>(typeName.value).name);
        const std::string record = "data/" + std::get<std::string>(storage.at(2).value);

        const std::vector<int64_t> size = integers(arguments.at(2));
        const std::vector<int64_t> stride = integers(arguments.at(3));
        const int64_t offset = std::get<int64_t>(arguments.at(1).value);
        int64_t last = offset;
        for (size_t i = 0; i < size.size(); ++i)
            last += (size[i] - 1) * stride.at(i);
        const auto itemSize = static_cast<int64_t>(c10::elementSize(type));
        if (offset < 0 || last >= static_cast<int64_t>(m_zip.getRecordSize(record)) / itemSize)
            throw std::runtime_error("a tensor lies outside " + record);

        char* const data = static_cast<char*>(m_bytes->data()) + m_zip.getRecordOffset(record) + offset * itemSize;
        return at::from_blob(
            data, size, stride, [bytes = m_bytes](void*) {}, at::dtype(type));
    }

    static std::vector<int64_t> integers(const Pickled& tuple)
    {
        std::vector<int64_t> values;
        for (const Pickled& item : std::get<Shared<Pickled::Sequence>>(tuple.value)->items)
            values.push_back(std::get<int64_t>(item.value));
        return values;
    }

    PyTorchStreamReader m_zip;
    std::shared_ptr<at::MapAllocator> m_bytes;
};

} // namespace

Result<StateDict> openPth(const std::filesystem::path& path)
{
    if (!std::filesystem::exists(path))
        return Error{ErrorCode::FileMissing, path.string(), "no such file"};
    try {
        return Archive(path).tensors();
    } catch (const c10::Error& error) {
        return Error{ErrorCode::CheckpointDamaged, path.string(), error.what_without_backtrace()};
    } catch (const std::exception& error) { // bad_variant_access and out_of_range: not a state dict
        return Error{ErrorCode::CheckpointDamaged, path.string(), error.what()};
    }
}

} // namespace studio::model
