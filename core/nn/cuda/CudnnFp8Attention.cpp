// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/CudnnFp8Attention.h"

#include <cudnn_frontend.h>

#include <cmath>
#include <map>
#include <stdexcept>
#include <unordered_map>

namespace studio::nn::cuda {
namespace {

namespace fe = cudnn_frontend;
using fe::graph::Tensor_attributes;
using TensorPtr = std::shared_ptr<Tensor_attributes>;

// Names of the graph's tensors.
enum Uid : int64_t {
    Q = 1,
    K,
    V,
    Out,
    FactorQ,
    FactorK,
    FactorV,
    FactorS,
    ScaleS,
    ScaleOut,
    CountQ,
    CountK,
    AmaxS,
    AmaxOut
};

void check(fe::error_t error)
{
    if (error.is_bad())
        throw std::runtime_error("cuDNN: " + error.get_message());
}

void check(cudnnStatus_t status)
{
    if (status != CUDNN_STATUS_SUCCESS)
        throw std::runtime_error(std::string("cuDNN: ") + cudnnGetErrorString(status));
}

struct Plan {
    std::shared_ptr<fe::graph::Graph> graph;
    int64_t workspace = 0;
};

Plan compiled(cudnnHandle_t handle, const Fp8AttentionShape& shape)
{
    auto graph = std::make_shared<fe::graph::Graph>();
    graph->set_io_data_type(fe::DataType_t::FP8_E4M3)
        .set_intermediate_data_type(fe::DataType_t::FLOAT)
        .set_compute_data_type(fe::DataType_t::FLOAT);
    const int64_t row = shape.heads * shape.headDim;
    const auto rows = [&](Uid uid, int64_t length, int64_t stride) {
        return graph->tensor(Tensor_attributes()
                                 .set_uid(uid)
                                 .set_dim({shape.sequences, shape.heads, length, shape.headDim})
                                 .set_stride({stride, shape.headDim, row, 1})
                                 .set_data_type(fe::DataType_t::FP8_E4M3));
    };
    const auto numbers = [&](Uid uid, fe::DataType_t type, int64_t count) {
        return graph->tensor(
            Tensor_attributes().set_uid(uid).set_dim({count, 1, 1, 1}).set_stride({1, 1, 1, 1}).set_data_type(type));
    };
    const auto scalar = [&](Uid uid) { return numbers(uid, fe::DataType_t::FLOAT, 1); };
    const auto lengths = [&](Uid uid) { return numbers(uid, fe::DataType_t::INT32, shape.sequences); };
    const TensorPtr q = rows(Q, shape.queries, shape.queries * row);
    const TensorPtr k = rows(K, shape.keys, shape.keyStride);
    const TensorPtr v = rows(V, shape.keys, shape.keyStride);
    auto options = fe::graph::SDPA_fp8_attributes()
                       .set_name("attention")
                       .set_generate_stats(false)
                       .set_attn_scale(1 / std::sqrt(static_cast<float>(shape.headDim)))
                       .set_padding_mask(true)
                       .set_seq_len_q(lengths(CountQ))
                       .set_seq_len_kv(lengths(CountK));
    const auto [out, stats, amaxS, amaxOut]
        = graph->sdpa_fp8(q, k, v, scalar(FactorQ), scalar(FactorK), scalar(FactorV), scalar(FactorS), scalar(ScaleS),
                          scalar(ScaleOut), options);
    out->set_output(true)
        .set_uid(Out)
        .set_dim({shape.sequences, shape.heads, shape.queries, shape.headDim})
        .set_stride({shape.queries * row, shape.headDim, row, 1})
        .set_data_type(fe::DataType_t::FP8_E4M3);
    for (const auto& [amax, uid] : {std::pair(amaxS, AmaxS), std::pair(amaxOut, AmaxOut)})
        amax->set_output(true)
            .set_uid(uid)
            .set_dim({1, 1, 1, 1})
            .set_stride({1, 1, 1, 1})
            .set_data_type(fe::DataType_t::FLOAT);
    check(graph->validate());
    check(graph->build_operation_graph(handle));
    check(graph->create_execution_plans({fe::HeurMode_t::A}));
    check(graph->check_support(handle));
    check(graph->build_plans(handle));
    Plan plan{.graph = graph, .workspace = 0};
    check(graph->get_workspace_size(plan.workspace));
    return plan;
}

} // namespace

struct CudnnFp8Attention::Private {
    cudnnHandle_t handle = nullptr;
    std::map<Fp8AttentionShape, Plan> plans;

    Plan& of(const Fp8AttentionShape& shape)
    {
        Plan& plan = plans[shape];
        if (!plan.graph)
            plan = compiled(handle, shape);
        return plan;
    }
};

CudnnFp8Attention::CudnnFp8Attention()
    : m_d(std::make_unique<Private>())
{
    check(cudnnCreate(&m_d->handle));
}

CudnnFp8Attention::~CudnnFp8Attention()
{
    m_d->plans.clear();
    cudnnDestroy(m_d->handle);
}

bool CudnnFp8Attention::isCompiled(const Fp8AttentionShape& shape) const
{
    return m_d->plans.contains(shape);
}

int64_t CudnnFp8Attention::workspaceBytes(const Fp8AttentionShape& shape)
{
    return m_d->of(shape).workspace;
}

void CudnnFp8Attention::run(const Fp8AttentionShape& shape, const Fp8AttentionPointers& p, cudaStream_t stream)
{
    const auto in = [](const void* pointer) { return const_cast<void*>(pointer); };
    std::unordered_map<fe::graph::Tensor_attributes::uid_t, void*> pack{
        {Q, in(p.q)},
        {K, in(p.k)},
        {V, in(p.v)},
        {Out, p.out},
        {FactorQ, in(p.scalars)},
        {FactorK, in(p.scalars + 1)},
        {FactorV, in(p.scalars + 2)},
        {FactorS, in(p.scalars + 3)},
        {ScaleS, in(p.scalars + 4)},
        {ScaleOut, in(p.scalars + 5)},
        {CountQ, in(p.queryCounts)},
        {CountK, in(p.keyCounts)},
        {AmaxS, p.amax},
        {AmaxOut, p.amax + 1},
    };
    check(cudnnSetStream(m_d->handle, stream));
    check(m_d->of(shape).graph->execute(m_d->handle, pack, p.workspace));
}

} // namespace studio::nn::cuda
